// From here on the document sends to its own origin and to those in arguments[0] only: forms, their redirects, and scripts.
const policy = `form-action 'self' ${arguments[0]}; connect-src 'self' ${arguments[0]}`;
document.addEventListener('securitypolicyviolation', (event) => {
  if (event.originalPolicy === policy) {
    window.claudeConformanceStopped = event.blockedURI;
  }
});
const meta = document.createElement('meta');
meta.httpEquiv = 'Content-Security-Policy';
meta.content = policy;
(document.head || document.documentElement).append(meta);
