//! The canonical form on documents of well-known servers (`fixtures/metadata`) and on any JSON.

use std::{fs, path::Path};

use proptest::{collection, prelude::*};
use serde_json::{Map, Value, json};
use suites::exchange::{Headers, Response};
use url::Url;

use super::{Part, Surface, Taken, answer, canonical, differences, redaction::redacted};
use crate::wire::Redaction;

/// The documents, with their names.
fn documents() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/metadata");
    let entries = fs::read_dir(folder).expect("the documents are there");
    let files = entries.map(|entry| entry.expect("a folder can be read").path());
    let files = files.filter(|file| file.extension().is_some_and(|kind| kind == "json"));
    let read = |file: std::path::PathBuf| {
        let text = fs::read_to_string(&file).expect("a document is text");
        let name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).expect("a document is JSON"))
    };
    files.map(read).collect()
}

/// `value` with every object and every set turned around.
fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .rev()
                .map(|(name, value)| {
                    let value = match value {
                        Value::Array(items) if name.ends_with("_supported") && are_scalars(items) => {
                            Value::Array(items.iter().rev().cloned().collect())
                        }
                        value => reversed(value),
                    };
                    (name.clone(), value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.iter().map(reversed).collect()),
        scalar => scalar.clone(),
    }
}

/// A list of lists or objects is no set.
fn are_scalars(items: &[Value]) -> bool {
    items.iter().all(|item| !item.is_array() && !item.is_object())
}

fn text(value: &Value) -> String {
    super::file::contents(value)
}

fn any_json() -> impl Strategy<Value = Value> {
    let name = "[a-z]{1,3}(_supported)?|scope|required";
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z ]{0,6}".prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            collection::vec((name, inner), 0..5).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_canonical_form_is_its_own(value in any_json()) {
        let once = canonical(&value);
        prop_assert_eq!(text(&canonical(&once)), text(&once));
    }

    #[test]
    fn the_order_of_members_and_sets_means_nothing(value in any_json()) {
        let turned = reversed(&value);
        prop_assert_eq!(differences(Part::Tools, &canonical(&value), &canonical(&turned)).len(), 0);
    }
}

#[test]
fn a_document_and_its_mirror_image_are_kept_alike() {
    let documents = documents();
    assert!(documents.len() > 8, "only {} documents", documents.len());
    for (name, document) in documents {
        let (kept, mirrored) = (text(&canonical(&document)), text(&canonical(&reversed(&document))));
        assert_eq!(kept, mirrored, "{name}");
        assert_ne!(text(&document), text(&reversed(&document)), "{name}: the control differs");
    }
}

#[test]
fn the_first_authorization_server_stays_the_first() {
    let listed = json!({"authorization_servers": ["https://b.example", "https://a.example"]});
    assert_eq!(canonical(&listed), listed);
    let turned = json!({"authorization_servers": ["https://a.example", "https://b.example"]});
    assert_eq!(differences(Part::ResourceMetadata, &listed, &turned).len(), 1);
}

#[test]
fn two_registrations_are_kept_alike() {
    let (_, document) = documents()
        .into_iter()
        .find(|(name, _)| name == "notion-registration")
        .expect("it is there");
    let mut other = document.clone();
    other["client_id"] = json!("another");
    other["client_id_issued_at"] = json!(1_800_000_000);
    other["registration_client_uri"] = json!("/register/another");
    assert_eq!(redacted(Part::Registration, &document), redacted(Part::Registration, &other));
    other["client_secret_expires_at"] = json!(0);
    assert_eq!(redacted(Part::Registration, &other)["client_secret_expires_at"], 0, "zero means never");
    other["client_uri"] = Value::Null;
    assert_eq!(redacted(Part::Registration, &other)["client_uri"], Value::Null, "clients mind a null");
}

#[test]
fn a_lifetime_that_counts_down_is_rounded_and_keeps_its_type() {
    let token =
        |seconds: Value| redacted(Part::Token, &json!({ "expires_in": seconds }))["expires_in"].clone();
    assert_eq!([token(json!(3598)), token(json!(3600))], [json!(3600), json!(3600)]);
    assert_eq!(token(json!("3600")), "3600");
}

/// The surface of a server that serves this resource metadata and this server metadata.
fn surface(target: &str, resource: &Value, server: &Value) -> Surface {
    let taken = |part, body: &Value| {
        let response = Response::json_with(200, body);
        Taken { part, content: Ok(answer::answer(part, &response)) }
    };
    let parts = vec![taken(Part::ResourceMetadata, resource), taken(Part::ServerMetadata, server)];
    Surface { target: Url::parse(target).expect("literal"), parts }.kept(&Redaction::new([], []))
}

fn document(name: &str) -> Value {
    documents().into_iter().find(|(known, _)| known == name).expect("it is there").1
}

#[test]
fn servers_alike_differ_by_what_a_client_could_tell_apart_only() {
    let notion =
        surface("https://mcp.notion.com/mcp", &document("notion-resource"), &document("notion-server"));
    let cloudflare = surface(
        "https://mcp.cloudflare.com/mcp",
        &document("cloudflare-resource"),
        &document("cloudflare-server"),
    );
    let (a, b) = (notion.comparable(), cloudflare.comparable());
    let pairs = a.parts.iter().zip(&b.parts);
    let found: Vec<_> = pairs
        .flat_map(|(a, b)| {
            let (before, now) = (a.content.as_ref().expect("taken"), b.content.as_ref().expect("taken"));
            differences(a.part, before, now)
        })
        .map(|difference| difference.pointer)
        .collect();
    assert_eq!(found, ["/body/resource_name", "/body/client_id_metadata_document_supported"]);
}

#[test]
fn an_issuer_elsewhere_is_named_in_every_document() {
    let resource =
        json!({"resource": "https://a.example/mcp", "authorization_servers": ["https://login.example/t"]});
    let server =
        json!({"issuer": "https://login.example/t", "token_endpoint": "https://login.example/t/token"});
    let shown = surface("https://a.example/mcp", &resource, &server).comparable();
    let body = |place: usize| shown.parts[place].content.as_ref().expect("taken")["body"].clone();
    assert_eq!(body(0), json!({"authorization_servers": ["[issuer]/t"], "resource": "[origin][path]"}));
    assert_eq!(body(1), json!({"issuer": "[issuer]/t", "token_endpoint": "[issuer]/…"}));
}

#[test]
fn an_answer_keeps_what_clients_read_of_it() {
    let headers = [
        ("WWW-Authenticate", r#"bearer SCOPE="b a", nonce="x1", Resource_Metadata="https://h.example/x""#),
        ("Date", "Tue, 24 Nov 2026 10:00:00 GMT"),
        ("Cache-Control", "no-store"),
    ];
    let body = json!({"error": "unauthorized", "request_id": "7f"}).to_string();
    let response = Response { status: 401, headers: Headers::from_iter(headers), body, truncated: false };
    let kept = redacted(Part::ChallengePost, &answer::answer(Part::ChallengePost, &response));
    let parameters = Map::from_iter([
        ("scope".to_owned(), json!("a b")),
        ("nonce".to_owned(), json!("[nonce]")),
        ("resource_metadata".to_owned(), json!("https://h.example/x")),
    ]);
    let expected = json!({
        "status": 401,
        "headers": {
            "cache-control": "no-store",
            "www-authenticate": [{"scheme": "bearer", "parameters": parameters}],
        },
        "body": {"error": "unauthorized", "request_id": "[request_id]"},
    });
    assert_eq!(canonical(&kept), canonical(&expected));
}

#[test]
fn a_page_in_the_place_of_a_document_is_not_kept() {
    let page = Response::html_with(404, "<p>request 17 was not found</p>");
    let kept = answer::answer(Part::ServerMetadata, &page);
    assert_eq!(kept, json!({"status": 404, "headers": {"content-type": "text/html; charset=utf-8"}}));
}
