//! How a client waits for the way back, and what the person's browser shows there.

use super::{Sourced, documented, inferred, recorded};

/// How a client waits for the way back.
#[derive(Debug)]
pub struct CallbackRules {
    /// Whether a request with a wrong `state` is turned away and the client waits on; `false` where any ends the waiting.
    pub waits_for_state: Sourced<bool>,
    /// Whether the client waits on after a request with neither `code` nor `error`.
    pub waits_for_code: Sourced<bool>,
    /// What the browser shows.
    pub pages: Sourced<CallbackPages>,
}

/// What the browser shows at the callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallbackPages {
    /// With `code`.
    pub approved: Shown,
    /// With `error`.
    pub denied: Shown,
    /// With neither.
    pub without_code: Shown,
    /// With a `state` that is turned away.
    pub wrong_state: Shown,
    /// By a method that is not taken, and at any other path.
    pub elsewhere: Shown,
}

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The status.
    pub status: u16,
    /// What a person reads; `{method}`, `{path}` and `{error}` (the description of one) stand for those of the request.
    pub text: &'static str,
}

const fn shown(status: u16, text: &'static str) -> Shown {
    Shown { status, text }
}

const STATE_REFUSED: Shown = shown(
    400,
    "Authentication failed. Invalid state parameter. Close this tab and try again from Claude Code.",
);

/// Claude Code's.
pub(super) const CLAUDE_CODE: CallbackRules = CallbackRules {
    waits_for_state: recorded(true, "state-wrong"),
    waits_for_code: recorded(true, "2.1.330, its listener asked by hand: it goes on waiting"),
    pages: recorded(
        CallbackPages {
            approved: shown(
                200,
                "Authentication successful. You can close this tab and return to Claude Code.",
            ),
            denied: shown(200, "Authentication failed. Close this tab and try again from Claude Code."),
            // The real one leaves the browser without an answer.
            without_code: STATE_REFUSED,
            wrong_state: STATE_REFUSED,
            elsewhere: shown(
                404,
                "Not found. This is the Claude Code MCP OAuth callback listener. It only handles /callback.",
            ),
        },
        "2.1.330, its listener asked by hand",
    ),
};

const NOT_ROUTED: Shown = shown(404, "Cannot {method} {path}");
const NO_CODE: Shown = shown(400, "Error: No authorization code received");

/// The bridge's.
pub(super) const MCP_REMOTE: CallbackRules = CallbackRules {
    waits_for_state: recorded(false, "state-wrong: the page shows success, the exchange is refused"),
    waits_for_code: recorded(true, "0.15.1 beside the mock (fixtures/peers): it goes on waiting"),
    pages: recorded(
        CallbackPages {
            approved: shown(
                200,
                "Authorization successful! You may close this window and return to the CLI.",
            ),
            denied: shown(
                400,
                "Authorization failed: {error}. You may close this window and return to the CLI.",
            ),
            without_code: NO_CODE,
            wrong_state: NO_CODE,
            elsewhere: NOT_ROUTED,
        },
        "0.15.1, its listener asked by hand",
    ),
};

const METHOD_NOT_ALLOWED: Shown = shown(405, "Method Not Allowed");

/// The hosted connector's: its page is never opened from here.
pub(super) const CLAUDE_WEB: CallbackRules = CallbackRules {
    waits_for_state: documented(false, "a request there ends the attempt"),
    waits_for_code: inferred(
        false,
        "a request there ends the attempt; what it makes of one without code is not known",
    ),
    pages: documented(
        CallbackPages {
            approved: shown(200, ""),
            denied: shown(200, ""),
            without_code: shown(400, ""),
            wrong_state: shown(400, ""),
            elsewhere: METHOD_NOT_ALLOWED,
        },
        "staff in anthropics/claude-ai-mcp#250, #313: \"Method Not Allowed\"; the other pages are not known",
    ),
};

/// Of a client by the letter, which no clause tells what to show.
pub(super) const SPEC: CallbackRules = CallbackRules {
    waits_for_state: inferred(false, "OAuth 2.1 section 4.1.2: a response with another `state` is not taken"),
    waits_for_code: inferred(false, "OAuth 2.1 section 4.1.2: a response has one of the two"),
    pages: inferred(
        CallbackPages {
            approved: shown(200, "The client has its answer. This page can be closed."),
            denied: shown(200, "The client has its answer: {error}. This page can be closed."),
            without_code: shown(400, "The answer has neither code nor error."),
            wrong_state: shown(400, "The answer has another state than the request."),
            elsewhere: shown(404, "There is nothing at {path} for {method}."),
        },
        "no clause says what is shown",
    ),
};
