//! All rules of a profile in one list, for whoever wants to read them.

use std::fmt::Debug;

use super::{
    AuthorizationRules, CallbackRules, ContactRules, Evidence, LogoutRules, LookRules, MemoryRules, Profile,
    RefreshRules, RegistrationRules, ResourceRules, ServerRules, SessionRules, Sourced, TokenRules,
};

/// A rule of a profile, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stage that it belongs to.
    pub part: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// What kind of evidence stands behind it.
    pub evidence: Evidence,
    /// Where the evidence can be read.
    pub source: &'static str,
}

impl Rule {
    fn new<T: Debug>(part: &'static str, name: &'static str, rule: &Sourced<T>) -> Self {
        let value = worded(&format!("{:?}", rule.value));
        Self { part, name, value, evidence: rule.evidence, source: rule.source }
    }
}

/// Lists the fields of a struct of rules; the compiler demands all of them, those behind the semicolon are no rules.
macro_rules! list {
    ($list:ident, $part:literal, $from:expr, $of:ident { $($rule:ident),+ $(; $other:ident)* }) => {{
        let $of { $($rule,)+ $($other: _,)* } = $from;
        $($list.push(Rule::new($part, stringify!($rule), $rule));)+
    }};
}

impl Profile {
    /// Every rule with its evidence, in the order of a connection.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = self.agents();
        rules.extend(self.contacting());
        rules.extend(self.discovering());
        rules.extend(self.before_the_token());
        rules.extend(self.with_the_token());
        rules
    }

    fn contacting(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        list!(
            rules,
            "contact",
            &self.contact,
            ContactRules {
                accept,
                on_forbidden,
                ports,
                addresses,
                patience,
                challenge,
                redirect_keeps_token
            }
        );
        if let Some(look) = &self.look {
            list!(
                rules,
                "look around",
                look,
                LookRules {
                    beyond_pointer,
                    locations,
                    without_issuer,
                    passes_server_errors,
                    is_used,
                    looks_again
                }
            );
        }
        rules
    }

    fn discovering(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        list!(rules, "memory", &self.memory, MemoryRules { discovery });
        list!(
            rules,
            "resource metadata",
            &self.resource,
            ResourceRules { is_read, when_unusable, nulls, matching, writing }
        );
        list!(
            rules,
            "server metadata",
            &self.server,
            ServerRules {
                issuer,
                nulls,
                required,
                openid_required,
                stops_on_server_error,
                reads_openid,
                default_endpoints,
                demands_challenge_methods
            }
        );
        rules
    }

    fn before_the_token(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        list!(
            rules,
            "registration",
            &self.registration,
            RegistrationRules {
                metadata_document,
                members,
                redirect_uri,
                method,
                nulls,
                required,
                unattended,
                belongs_to_issuer
            }
        );
        list!(
            rules,
            "authorization",
            &self.authorization,
            AuthorizationRules { parameters, state, scope, step_up, offline_access, checks_iss, takes_post }
        );
        rules
    }

    fn with_the_token(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        list!(rules, "callback", &self.callback, CallbackRules { waits_for_state, waits_for_code, pages });
        list!(
            rules,
            "token",
            &self.token,
            TokenRules { fields, secret, nulls, repeats_code, follows_redirect, refresh_margin }
        );
        list!(rules, "refresh", &self.refresh, RefreshRules {
            patience, pauses, fetches_metadata, drops_refused, sends_expired, names_scope, on_unauthorized; challenged; agent
        });
        list!(
            rules,
            "session",
            &self.session,
            SessionRules {
                identity,
                is_stateless,
                offers,
                accept,
                session_echo,
                begins_anew,
                always_names_method,
                signs_in,
                stays_open,
                drops_rejected,
                legacy_transport
            }
        );
        if let Some(logout) = &self.logout {
            list!(rules, "logout", logout, LogoutRules { before_login; agent; revoker });
        }
        rules
    }

    /// The user agent of each phase, each once.
    fn agents(&self) -> Vec<Rule> {
        let phases = self.phases.value.iter();
        let agents = phases.flat_map(|phase| phase.steps.iter().map(|step| (phase.name, step.agent())));
        let mut rules: Vec<Rule> = Vec::new();
        for (phase, agent) in agents {
            let rule = Rule::new("user agent", phase, &agent.user_agent);
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        rules
    }
}

/// A value without its Rust: a bare name in words, `true` and `false` as yes and no.
fn worded(debug: &str) -> String {
    match debug {
        "true" => return "yes".into(),
        "false" => return "no".into(),
        _ => {}
    }
    if !debug.chars().all(char::is_alphanumeric) {
        return debug.to_owned();
    }
    let mut words = String::new();
    for letter in debug.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    #[test]
    fn every_rule_says_where_its_evidence_is() {
        for client in Client::ALL {
            let rules = client.profile().rules();
            assert!(rules.len() > 40, "{}", client.name());
            for rule in rules {
                assert!(!rule.source.trim().is_empty(), "{} {} {}", client.name(), rule.part, rule.name);
            }
        }
    }

    #[test]
    fn a_name_is_told_in_words() {
        assert_eq!(worded("SameOrAncestor"), "same or ancestor");
        assert_eq!(worded("true"), "yes");
        assert_eq!(worded("Fixed(\"x\")"), "Fixed(\"x\")");
    }
}
