//! Who a member matters to: the checks that look at it, and through them the clients.

use serde_json::Value;
use suites::check::{Check, Effect};
use suites::client::Client;

use super::{
    difference::Change,
    part::Part::{
        self, ChallengeGet, ChallengePost, ChallengeUnknownToken, OpenidConfiguration,
        OpenidConfigurationAppended, Registration, ResourceMetadata, ResourceMetadataNamed,
        ResourceMetadataRoot, ServerMetadata, Token, Tools,
    },
};

/// A check that looks at a member.
struct Row {
    parts: &'static [Part],
    /// The pointer to what it looks at; those with the longest that fits count.
    pointer: &'static str,
    check: &'static str,
    /// Of a list, the items that it looks for; empty where any counts.
    items: &'static [&'static str],
    /// What makes it indifferent, where it holds on both sides.
    unless: Option<fn(&Value) -> bool>,
}

const fn row(parts: &'static [Part], pointer: &'static str, check: &'static str) -> Row {
    Row { parts, pointer, check, items: &[], unless: None }
}

impl Row {
    const fn items(self, items: &'static [&'static str]) -> Self {
        Self { items, ..self }
    }

    const fn unless(self, holds: fn(&Value) -> bool) -> Self {
        Self { unless: Some(holds), ..self }
    }
}

const CHALLENGES: &[Part] = &[ChallengePost, ChallengeGet, ChallengeUnknownToken];
const RESOURCE: &[Part] = &[ResourceMetadataNamed, ResourceMetadata, ResourceMetadataRoot];
const SERVER: &[Part] = &[ServerMetadata, OpenidConfiguration, OpenidConfigurationAppended];
const OPENID: &[Part] = &[OpenidConfiguration, OpenidConfigurationAppended];

/// Each member that some check looks at.
const ROWS: &[Row] = &[
    row(POST, "/status", "anonymous-request-is-unauthorized"),
    row(POST, "/status", "endpoint-speaks-streamable-http"),
    row(&[ChallengeGet], "/status", "anonymous-get-is-unauthorized")
        .unless(|seen| has_status(seen, &[401, 405])),
    row(UNKNOWN_TOKEN, "/status", "unknown-token-is-unauthorized"),
    row(CHALLENGES, "/headers/location", "endpoint-redirect-keeps-the-method"),
    row(CHALLENGES, "/headers/location", "endpoint-stays-on-its-origin"),
    row(POST, CHALLENGE, "challenge-is-one-bearer"),
    row(POST, CHALLENGE, "challenge-names-resource-metadata"),
    row(POST, POINTER, "challenge-names-resource-metadata"),
    row(POST, POINTER, "challenge-metadata-url-is-absolute"),
    row(POST, POINTER, "challenge-metadata-url-answers"),
    row(POST, ERROR, "anonymous-challenge-carries-no-error"),
    row(UNKNOWN_TOKEN, CHALLENGE, "unknown-token-is-unauthorized"),
    row(UNKNOWN_TOKEN, ERROR, "unknown-token-answer-names-invalid-token"),
    row(RESOURCE, "/status", "resource-metadata-is-json-or-not-found")
        .unless(|seen| has_status(seen, &[200, 404])),
    row(&[ResourceMetadata], "/status", "resource-metadata-is-at-the-well-known-location"),
    row(&[ResourceMetadata], "/status", "resource-metadata-is-json-or-not-found")
        .unless(|seen| has_status(seen, &[200, 404])),
    row(&[ResourceMetadataNamed], "/status", "challenge-metadata-url-answers"),
    row(RESOURCE, "/body", "resource-metadata-is-json-or-not-found"),
    row(RESOURCE, "/headers/location", "metadata-stays-on-its-origin"),
    row(RESOURCE, "/headers/content-type", "resource-metadata-has-json-content-type"),
    row(RESOURCE, "/body/resource", "resource-names-the-endpoint-origin"),
    row(RESOURCE, "/body/resource", "resource-is-the-entered-url"),
    row(RESOURCE, "/body/authorization_servers", "authorization-servers-are-listed"),
    row(RESOURCE, "/body/bearer_methods_supported", "bearer-methods-include-header").items(&["header"]),
    row(&[ServerMetadata], "/status", "server-metadata-is-discoverable"),
    row(SERVER, "/status", "server-metadata-locations-answer-cleanly").unless(is_clean),
    row(SERVER, "/body", "server-metadata-is-discoverable"),
    row(SERVER, "/headers/location", "metadata-stays-on-its-origin"),
    row(SERVER, "/headers/content-type", "server-metadata-has-json-content-type"),
    row(SERVER, "/body/issuer", "issuer-is-identical"),
    row(SERVER, "/body/authorization_endpoint", "server-metadata-endpoints-are-absolute"),
    row(SERVER, "/body/token_endpoint", "server-metadata-endpoints-are-absolute"),
    row(SERVER, "/body/registration_endpoint", "registration-is-possible"),
    row(SERVER, "/body/client_id_metadata_document_supported", "registration-is-possible")
        .unless(|seen| seen.pointer("/body/registration_endpoint").is_some_and(Value::is_string)),
    row(SERVER, PKCE, "code-challenge-methods-include-s256").items(&["S256"]),
    row(SERVER, PKCE, "code-challenge-methods-are-listed")
        .unless(|seen| seen.pointer(PKCE).is_some_and(Value::is_array)),
    row(SERVER, "/body/grant_types_supported", "grant-types-include-authorization-code")
        .items(&["authorization_code"]),
    row(SERVER, "/body/grant_types_supported", "refresh-grant-is-listed").items(&["refresh_token"]),
    row(SERVER, "/body/response_types_supported", "response-types-include-code").items(&["code"]),
    row(SERVER, "/body/token_endpoint_auth_methods_supported", "token-endpoint-method-suits-the-client")
        .items(&["client_secret_basic", "client_secret_post", "none"]),
    row(SERVER, "/body/authorization_response_iss_parameter_supported", "callback-names-the-issuer"),
    row(OPENID, "/body/jwks_uri", "openid-discovery-members"),
    row(OPENID, "/body/subject_types_supported", "openid-discovery-members").items(NONE),
    row(OPENID, "/body/id_token_signing_alg_values_supported", "openid-discovery-members").items(NONE),
    row(&[Registration], "", "registration-accepts-the-client"),
    row(&[Registration], "/status", "registration-accepts-the-client")
        .unless(|seen| has_status(seen, &[200, 201])),
    row(&[Registration], "/status", "registration-answers-created"),
    row(&[Registration], "/headers/cache-control", "registration-response-is-not-stored"),
    row(&[Registration], "/body/client_id", "registration-accepts-the-client"),
    row(&[Registration], "/body/redirect_uris", "registration-response-echoes-redirect-uris"),
    row(&[Registration], "/body/client_secret", "public-client-gets-no-secret"),
    row(&[Registration], "/body/client_secret_expires_at", "client-secret-names-its-expiry"),
    row(&[Registration], "/body/token_endpoint_auth_method", "public-client-gets-no-secret"),
    row(&[Token], "", "token-endpoint-takes-public-clients"),
    row(&[Token], "/status", "token-endpoint-takes-public-clients"),
    row(&[Token], "/headers/cache-control", "token-response-is-not-stored"),
    row(&[Token], "/body/token_type", "token-response-names-bearer"),
    row(&[Token], "/body/expires_in", "expires-in-is-a-number")
        .unless(|seen| seen.pointer("/body/expires_in").is_none_or(Value::is_number)),
    row(&[Token], "/body/expires_in", "access-token-outlives-the-refresh-margin").unless(outlives),
    row(&[Token], "/body/refresh_token", "refresh-token-is-issued"),
    row(&[Tools], "", "tools-are-listed"),
    row(&[Tools], "/status", "tools-are-listed"),
    row(&[Tools], "/tools", "tools-are-listed").unless(|seen| seen.pointer("/tools").is_some()),
];

const POST: &[Part] = &[ChallengePost];
const UNKNOWN_TOKEN: &[Part] = &[ChallengeUnknownToken];
const CHALLENGE: &str = "/headers/www-authenticate";
const POINTER: &str = "/headers/www-authenticate/0/parameters/resource_metadata";
const ERROR: &str = "/headers/www-authenticate/0/parameters/error";
const PKCE: &str = "/body/code_challenge_methods_supported";

/// Of a list, no item by itself: only whether there is one.
const NONE: &[&str] = &["\0"];

fn has_status(seen: &Value, statuses: &[u64]) -> bool {
    seen["status"].as_u64().is_some_and(|status| statuses.contains(&status))
}

/// A document, or a plain "there is none".
fn is_clean(seen: &Value) -> bool {
    seen["status"]
        .as_u64()
        .is_some_and(|status| status == 200 || (400..500).contains(&status))
}

/// Longer than the five minutes ahead of whose end clients refresh.
fn outlives(seen: &Value) -> bool {
    seen.pointer("/body/expires_in")
        .and_then(Value::as_u64)
        .is_some_and(|seconds| seconds > 300)
}

/// The checks that find a `null` in a body, which strict clients refuse where they would take a member that is missing.
const NULLS: &[(&[Part], &str)] = &[
    (RESOURCE, "resource-metadata-has-no-null"),
    (SERVER, "server-metadata-has-no-null"),
    (&[Registration], "registration-response-has-no-null"),
    (&[Token], "token-response-has-no-null"),
];

/// The checks that look at the member of `part` at `pointer`, and may tell `before` from `now`.
pub(super) fn matters(part: Part, pointer: &str, change: &Change, sides: [&Value; 2]) -> Vec<&'static Check> {
    let ids = if is_about_null(change) { null_check(part) } else { looking(part, pointer, change, sides) };
    let check = |id: &str| suites::check(id).expect("the table names checks that exist").1;
    ids.into_iter().map(check).collect()
}

fn is_about_null(change: &Change) -> bool {
    [change.before(), change.now()].contains(&Some(&Value::Null))
}

fn null_check(part: Part) -> Vec<&'static str> {
    let of_part = NULLS.iter().filter(|(parts, _)| parts.contains(&part));
    of_part.map(|(_, check)| *check).collect()
}

fn looking(part: Part, pointer: &str, change: &Change, sides: [&Value; 2]) -> Vec<&'static str> {
    let fits = |row: &&Row| row.parts.contains(&part) && begins(pointer, row.pointer);
    let longest = ROWS.iter().filter(fits).map(|row| row.pointer.len()).max();
    let rows = ROWS.iter().filter(fits).filter(|row| Some(row.pointer.len()) == longest);
    let is_settled = |row: &Row| row.unless.is_some_and(|holds| sides.into_iter().all(holds));
    let mut ids: Vec<_> = rows
        .filter(|row| concerns(row, change) && !is_settled(row))
        .map(|row| row.check)
        .collect();
    ids.dedup();
    ids
}

/// Whether `pointer` is `looked_at`, or leads into a list that is looked at as a whole. Every other member is looked at by
/// itself or by nobody.
fn begins(pointer: &str, looked_at: &str) -> bool {
    let is_whole = matches!(looked_at, CHALLENGE | "/tools");
    pointer == looked_at
        || (is_whole && pointer.strip_prefix(looked_at).is_some_and(|rest| rest.starts_with('/')))
}

/// Whether a change of a list is one of the items that the check looks for.
fn concerns(row: &Row, change: &Change) -> bool {
    let Change::List(lost, gained) = change else { return true };
    let is_looked_for = |item: &Value| item.as_str().is_some_and(|item| row.items.contains(&item));
    row.items.is_empty() || lost.iter().chain(gained).any(is_looked_for)
}

/// What a difference does at its worst.
pub(super) fn worst(checks: &[&Check]) -> Effect {
    let effects = checks.iter().flat_map(|check| Client::CLAUDE.map(|client| check.impact.on(client)));
    effects.min().unwrap_or(Effect::Harmless)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::surface::differences;

    fn ids(part: Part, before: &Value, now: &Value) -> Vec<&'static str> {
        let found = differences(part, before, now);
        found.iter().flat_map(|found| &found.matters).map(|check| check.id).collect()
    }

    #[test]
    fn every_check_of_the_table_exists() {
        let named = ROWS.iter().map(|row| row.check).chain(NULLS.iter().map(|(_, id)| *id));
        let unknown: Vec<_> = named.filter(|id| suites::check(id).is_none()).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn a_lost_method_matters_to_those_who_use_it() {
        let methods = |methods: Value| json!({"body": {"code_challenge_methods_supported": methods}});
        let lost = ids(ServerMetadata, &methods(json!(["S256", "plain"])), &methods(json!(["plain"])));
        assert_eq!(lost, ["code-challenge-methods-include-s256"]);
        let gone = ids(ServerMetadata, &methods(json!(["S256"])), &json!({"body": {}}));
        assert_eq!(gone, ["code-challenge-methods-include-s256", "code-challenge-methods-are-listed"]);
        let gained = ids(ServerMetadata, &methods(json!(["S256"])), &methods(json!(["S256", "plain"])));
        assert_eq!(gained, Vec::<&str>::new());
    }

    #[test]
    fn what_leaves_a_way_open_matters_to_nobody() {
        let metadata = |documents: bool, endpoint: Value| json!({"body": {"client_id_metadata_document_supported": documents, "registration_endpoint": endpoint}});
        let endpoint = json!("https://h.example/register");
        let both = ids(ServerMetadata, &metadata(true, endpoint.clone()), &metadata(false, endpoint));
        assert_eq!(both, Vec::<&str>::new());
        let only = ids(ServerMetadata, &metadata(true, json!(false)), &metadata(false, json!(false)));
        assert_eq!(only, ["registration-is-possible"]);
    }

    #[test]
    fn a_null_is_worse_than_nothing() {
        let (nothing, null) = (json!({"body": {}}), json!({"body": {"client_uri": null}}));
        assert_eq!(ids(Registration, &nothing, &null), ["registration-response-has-no-null"]);
        assert_eq!(ids(Registration, &nothing, &json!({"body": {"client_uri": "x"}})), Vec::<&str>::new());
    }

    #[test]
    fn a_parameter_of_the_challenge_matters_by_itself() {
        let challenge =
            |parameters: Value| json!({"headers": {"www-authenticate": [{"parameters": parameters}]}});
        let found = ids(ChallengePost, &challenge(json!({"resource_metadata": "x"})), &challenge(json!({})));
        assert_eq!(found.first(), Some(&"challenge-names-resource-metadata"));
        let found = ids(ChallengePost, &challenge(json!({})), &json!({"headers": {}}));
        assert_eq!(found.first(), Some(&"challenge-is-one-bearer"));
    }
}
