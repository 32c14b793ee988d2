//! What the help of a command ends with.

pub(super) const TEST_EXAMPLES: &str = "\
Examples:
  claude-conformance test                                 judge the bundled server
  claude-conformance test https://www.example.com/mcp     judge a deployed server
  claude-conformance test URL --login user=me --login-file pw.txt
                                                          sign in on the way
  claude-conformance test URL --approve none              without anybody who approves
  claude-conformance test URL --format human --format junit=report.xml --format html=report.html

Exit codes: 0 conforms · 1 a failure at or above --deny · 2 used wrongly · 3 could not be judged";

pub(super) const CONNECT_EXAMPLES: &str = "\
Examples:
  claude-conformance connect https://www.example.com/mcp --as claude-code
  claude-conformance connect URL --as claude-web --approve browser --login-file pw.txt
                                                          a sign-in page made by scripts
  claude-conformance connect URL --as mcp-remote --again-after 3700
                                                          does it still work when the access token has ended?
  claude-conformance connect URL --as claude-code --format json=walk.json

Exit codes: 0 connected or degraded · 1 failed or stalled · 2 used wrongly · 3 could not be played to the end";

pub(super) const SNAPSHOT_EXAMPLES: &str = "\
Kept are: the challenges, the protected resource metadata at each location, the authorization server metadata
(RFC 8414 and OpenID), the shape of a registration and of a token response, the tools. Secrets, identifiers and
times stand as [client_id] and the like, the origin of the URL as [origin].

Examples:
  claude-conformance snapshot https://www.example.com/mcp            write what is not kept yet; commit the folder
  claude-conformance snapshot https://www.example.com/mcp --check    in CI: tell what differs
  claude-conformance snapshot https://pr-7.example.dev/mcp --check --dir snapshots/www.example.com-mcp
                                                                     a preview against what is in production
  claude-conformance snapshot https://www.example.com/mcp --accept   keep it as it is now

A difference leaves .snap.new files beside; in a Cargo project, `cargo insta review` goes through them.

Exit codes: 0 as kept · 1 a difference · 2 used wrongly · 3 what is kept could not be seen";

pub(super) const COMPARE_EXAMPLES: &str = "\
Each server's own origin, path and endpoints stand under names, so that only what a client can tell apart is left.
A folder that `snapshot` wrote can stand for a server. Registers a client with each server and asks each for a token.
What is secret (--login, --token-env, --client-id, --header) goes to A only.

Examples:
  claude-conformance compare https://www.example.com/mcp https://works.example.org/mcp
  claude-conformance compare https://www.example.com/mcp snapshots/works.example.org-mcp --format markdown

Exit codes: 0 no difference · 1 a difference · 2 used wrongly · 3 a part could not be compared";

pub(super) const SERVE_EXAMPLES: &str = "\
Examples:
  claude-conformance serve                                a server to which every client connects
  claude-conformance serve --fault registration-response-has-no-null
                                                          wrong as this check describes it
  claude-conformance list                                 the ids that there are";

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  claude-conformance completions bash > ~/.local/share/bash-completion/completions/claude-conformance
  claude-conformance completions fish > ~/.config/fish/completions/claude-conformance.fish
  claude-conformance completions zsh  > a folder of $fpath, as _claude-conformance";
