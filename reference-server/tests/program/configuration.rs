use std::process::Output;

use toml::Table;

use crate::process::{Directory, command, output, text};

/// The settings that hold with these arguments, this environment and this file.
fn effective(arguments: &[&str], environment: &[(&str, &str)], file: &str) -> Table {
    let output = print_config(arguments, environment, file);
    assert_eq!(text(output.stderr), "");
    text(output.stdout).parse().unwrap()
}

fn print_config(arguments: &[&str], environment: &[(&str, &str)], file: &str) -> Output {
    let directory = Directory::new();
    let config = directory.write("server.toml", file);
    let mut command = command(&["--print-config", "--config", &config]);
    command.args(arguments).envs(environment.iter().copied()).output().unwrap()
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let environment = [("REFERENCE_SERVER_LISTEN", "127.0.0.1:2"), ("REFERENCE_SERVER_TOKEN_RATE", "2/1m")];
    let file = "listen = '127.0.0.1:3'\ntoken-rate = '3/1m'\nsign-in-rate = '3/1m'\ntls = true\n";
    let settings = effective(&["--listen", "127.0.0.1:1", "--tls=false"], &environment, file);
    for (key, value) in [
        ("listen", "127.0.0.1:1".into()),
        ("token-rate", "2/1m".into()),
        ("sign-in-rate", "3/1m".into()),
        ("tls", false.into()),
        ("request-rate", toml::Value::from("6000/1m")),
    ] {
        assert_eq!(settings[key], value, "{key}");
    }
}

#[test]
fn what_is_printed_is_a_file_of_settings() {
    let first = effective(&["--data-dir", "elsewhere", "--trust-proxy"], &[], "");
    assert_eq!(first["trust-proxy"].as_str(), Some("x-forwarded-for"));
    assert_eq!(first["store"].as_str(), Some("elsewhere/reference-server.redb"));
    assert_eq!(effective(&[], &[], &first.to_string()), first);
}

#[test]
fn what_can_be_given_several_times_is_a_list_everywhere() {
    let (one, two) = ("https://one.example", "http://two.example:8080");
    let expected = toml::Value::from(vec![one, two]);
    let by_flags = effective(&["--allow-origin", one, "--allow-origin", two], &[], "");
    let variable = format!("{one},{two}");
    let by_environment = effective(&[], &[("REFERENCE_SERVER_ALLOW_ORIGIN", &variable)], "");
    let by_file = effective(&[], &[], &format!("allow-origin = ['{one}', '{two}']"));
    for settings in [by_flags, by_environment, by_file] {
        assert_eq!(settings["allow-origin"], expected);
    }
    assert_eq!(effective(&[], &[], &format!("allow-origin = '{one}'"))["allow-origin"], one.into());
    let wrong = print_config(&[], &[], "allow-origin = ['https://one.example', 'https://one.example/']");
    assert!(text(wrong.stderr).contains("observed `https://one.example/`"));
}

#[test]
fn a_password_is_not_printed() {
    let settings = effective(&["--store", "redis://user:hidden@127.0.0.1/0"], &[], "");
    assert_eq!(settings["store"].as_str(), Some("redis://user:…@127.0.0.1/0"));
}

/// Every setting as a flag with a value that it cannot have, and the sentence that follows.
#[test]
fn each_wrong_setting_is_told_in_a_sentence() {
    const ADDRESS: &str = "expected an address and a port such as `127.0.0.1:8080`, observed `no`";
    const PERIOD: &str = "expected a duration such as `90s`, `15m`, `1h` or `30d`, observed `no`";
    const RATE: &str =
        "expected a number of requests and the time in which it comes back, such as `120/1m`, observed `no`";
    const FILE: &str = "cannot read `no`: No such file or directory (os error 2)";
    for (key, sentence) in [
        ("listen", ADDRESS),
        ("metrics-listen", ADDRESS),
        ("public-url", "expected a URL such as `https://mcp.example.com`, observed `no`"),
        ("trust-proxy", "expected `x-forwarded-for` or `forwarded`, observed `no`"),
        ("tls", "expected `true` or `false`, observed `no`"),
        ("signing-key", FILE),
        ("allow-origin", "expected an origin such as `https://inspector.example.com`, observed `no`"),
        ("with-conformance-fixtures", "expected `true` or `false`, observed `no`"),
        ("rate-limit", "expected `on` or `off`, observed `no`"),
        ("log", "expected `text` or `json`, observed `no`"),
        ("log-filter", "expected directives such as `warn,reference_server=debug`, observed `no=no`"),
        ("shutdown-timeout", PERIOD),
        ("access-token-lifetime", PERIOD),
        ("refresh-token-lifetime", PERIOD),
        ("refresh-grace", PERIOD),
        ("code-lifetime", PERIOD),
        ("signing-key-lifetime", PERIOD),
        ("consent-lifetime", PERIOD),
        ("sign-in-lifetime", PERIOD),
        ("registration-lifetime", PERIOD),
        ("mcp-session-lifetime", PERIOD),
        ("registration-rate", RATE),
        ("sign-in-rate", RATE),
        ("token-rate", RATE),
        ("request-rate", RATE),
    ] {
        let value = if key == "log-filter" { "no=no" } else { "no" };
        let output = output(&["--print-config", &format!("--{key}={value}")]);
        assert_eq!(output.status.code(), Some(2), "{key}");
        assert_eq!(text(output.stderr), format!("error: `--{key}`: {sentence}\n"));
        assert_eq!(text(output.stdout), "");
    }
}

const WRONG_AT_SECOND_SIGHT: &[([&str; 2], &str)] = &[
    (
        ["--public-url=https://example.com/?q", ""],
        "`--public-url`: expected an http or https URL without user, query and fragment, such as \
             `https://mcp.example.com`, observed `https://example.com/?q`",
    ),
    (
        ["--listen=0.0.0.0:0", ""],
        "`--listen`: expected `public-url` beside it, since no client connects to `0.0.0.0`, observed none",
    ),
    (["--tls-cert=Cargo.toml", ""], "`--tls-cert`: expected `tls-key` beside it, observed none"),
    (["--tls-key=Cargo.toml", ""], "`--tls-key`: expected `tls-cert` beside it, observed none"),
    (
        ["--tls-cert=Cargo.toml", "--tls-key=Cargo.toml"],
        "`--tls-cert`: expected a certificate chain in PEM, observed no certificate",
    ),
    (
        ["--code-lifetime=11m", ""],
        "`--code-lifetime`: expected 10m at most (RFC 6749 section 4.1.2), observed `11m`",
    ),
    (
        ["--token-rate=0/1m", ""],
        "`--token-rate`: expected a number of requests and the time in which it comes back, such as `120/1m`, observed `0/1m`",
    ),
    (
        ["--sign-in-lifetime=0s", ""],
        "`--sign-in-lifetime`: expected a duration that is not zero, observed `0s`",
    ),
    (
        ["--store=", ""],
        "`--store`: expected `memory`, a path, or a URL such as `redis://127.0.0.1:6379/0`, observed nothing",
    ),
];

#[test]
fn what_only_looks_right_is_wrong_too() {
    for (arguments, sentence) in WRONG_AT_SECOND_SIGHT {
        let arguments = arguments.iter().filter(|argument| !argument.is_empty());
        let mut command = command(&["--print-config"]);
        let output = command.args(arguments).output().unwrap();
        assert_eq!(text(output.stderr), format!("error: {sentence}\n"));
        assert_eq!(output.status.code(), Some(2), "{sentence}");
    }
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/rsa-2048.pem");
    let right = [
        "--public-url=https://example.com/mcp",
        "--listen=0.0.0.0:0",
        "--code-lifetime=10m",
        "--refresh-grace=0s",
    ];
    let mut command = command(&["--print-config", "--signing-key", key]);
    let control = command.args(right).output().unwrap();
    assert_eq!((control.status.code(), text(control.stderr)), (Some(0), String::new()));
}

#[test]
fn a_wrong_setting_is_told_with_its_place() {
    let environment = [("REFERENCE_SERVER_SIGN_IN_RATE", "no")];
    let output = print_config(&[], &environment, "");
    let sentence =
        "expected a number of requests and the time in which it comes back, such as `120/1m`, observed `no`";
    assert_eq!(text(output.stderr), format!("error: `REFERENCE_SERVER_SIGN_IN_RATE`: {sentence}\n"));

    for (file, sentence) in [
        (
            "log = 'text'\nlisten = 8080\n",
            "`listen` in `FILE`, line 2: expected an address and a port such as `127.0.0.1:8080`, observed `8080`",
        ),
        ("listen = ['127.0.0.1:0']\n", "`listen` in `FILE`, line 1: expected a string, observed an array"),
        (
            "\n\nlisn = '127.0.0.1:0'\n",
            "`lisn` in `FILE`, line 3: expected a setting, observed an unknown name; did you mean `listen`?",
        ),
        ("[unheard-of]\n", "`unheard-of` in `FILE`, line 1: expected a setting, observed an unknown name"),
        ("log = 'text'\nlisten\n", "`FILE`: expected TOML, observed in line 2: "),
    ] {
        let output = print_config(&[], &[], file);
        assert_eq!(output.status.code(), Some(2), "{file}");
        let error = text(output.stderr);
        let path = error.split('`').find(|part| part.ends_with("server.toml")).unwrap();
        let error = error.replace(path, "FILE");
        assert!(error.starts_with(&format!("error: {sentence}")), "expected {sentence}, observed {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
    let output = crate::process::output(&["--config", "no.toml"]);
    let sentence = "error: `--config`: cannot read `no.toml`: No such file or directory (os error 2)\n";
    assert_eq!((output.status.code(), text(output.stderr)), (Some(2), sentence.to_owned()));
}

#[test]
fn help_names_the_variable_and_the_default_of_each_setting() {
    let help = text(output(&["--help"]).stdout);
    for part in [
        "--registration-rate <RATE>",
        "[env: REFERENCE_SERVER_REGISTRATION_RATE]",
        "[default: 120/1m]",
        "[default: 127.0.0.1:8080]",
        "Rate limits:",
    ] {
        assert!(help.contains(part), "expected {part} in {help}");
    }
    let settings = effective(&[], &[], "");
    for key in settings.keys() {
        assert!(help.contains(&format!("--{key}")), "{key}");
    }
}

#[test]
fn an_unknown_flag_is_met_with_the_one_that_was_meant() {
    let output = output(&["--lisen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).contains("a similar argument exists: '--listen'"));
}
