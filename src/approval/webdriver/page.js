// What a person sees on the page: the fields and what can be clicked, through open shadow roots, without what is hidden.
const everything = (root) =>
  [...root.querySelectorAll('*')].flatMap((one) => (one.shadowRoot ? [one, ...everything(one.shadowRoot)] : [one]));
const seen = (one) => {
  const { width, height } = one.getBoundingClientRect();
  return width > 0 && height > 0 && one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
};
const all = everything(document);
const visible = all.filter(seen).slice(0, 5000);
const forms = [...document.forms];
const resolved = (target) => {
  try {
    return new URL(target || document.URL, document.baseURI).href;
  } catch {
    return '';
  }
};
const text = (one, name) => one.getAttribute(name) || '';
const words = (one) =>
  [one.innerText || one.textContent || '', ...['value', 'name', 'id', 'aria-label', 'title', 'href', 'class'].map((name) => text(one, name))]
    .join(' ').toLowerCase().slice(0, 500);
const clickable =
  'button, a[href], input[type=submit i], input[type=image i], input[type=button i], [role=button], [role=link], summary';
const unclickable = 'input[type=submit i], input[type=image i], input[type=button i], input[type=reset i], input[type=hidden i]';
const marks = all.map((one) => [one.id, text(one, 'class'), one.localName === 'iframe' ? one.src : ''].join(' ').toLowerCase());
const robots = ['captcha', 'turnstile', 'arkose', 'cf-challenge'].find((mark) => marks.some((words) => words.includes(mark)));
return {
  url: document.URL,
  title: document.title.slice(0, 200),
  born: String(performance.timeOrigin),
  complete: document.readyState === 'complete',
  text: (document.body ? document.body.innerText : '').slice(0, 20000),
  captcha: Boolean(robots),
  stopped: window.claudeConformanceStopped || '',
  fields: visible.filter((one) => one.matches('input, textarea, select') && !one.matches(unclickable) && !one.matches(':disabled') && !one.readOnly)
    .map((one) => ({
      element: one,
      form: forms.indexOf(one.form),
      action: resolved(one.form && one.form.getAttribute('action')),
      name: one.name || '',
      id: one.id || '',
      autocomplete: text(one, 'autocomplete'),
      kind: one.localName === 'input' ? one.type : one.localName,
      value: one.value ? 'filled' : '',
      required: one.required,
    })),
  controls: visible.filter((one) => one.matches(clickable) && !one.matches(':disabled, [aria-disabled=true]'))
    .map((one) => ({
      element: one,
      form: one.form ? forms.indexOf(one.form) : -1,
      target: one.hasAttribute('formaction') ? resolved(one.getAttribute('formaction')) : '',
      is_link: one.matches('a'),
      label: (one.innerText || text(one, 'value') || text(one, 'aria-label') || one.localName).trim().slice(0, 60),
      words: words(one),
    })),
};
