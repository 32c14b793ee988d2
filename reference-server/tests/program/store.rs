use crate::{
    client,
    process::{Directory, Program, output, text},
};

#[tokio::test]
async fn what_it_knows_outlives_it() {
    let directory = Directory::new();
    let data_dir = directory.path("data");
    let program = Program::start_with(&["--data-dir", &data_dir]);
    let registered = client::register(program.announced("client registration")).await;
    program.signal("KILL");
    program.end();

    let program = Program::start_with(&["--data-dir", &data_dir]);
    let authorization = program.announced("authorization").to_owned();
    assert_eq!(client::authorization_status(&authorization, &registered).await, 200);
    assert_eq!(client::authorization_status(&authorization, "nobody").await, 400, "the control");
}

#[test]
fn a_file_in_use_is_told() {
    let directory = Directory::new();
    let data_dir = directory.path("data");
    let _first = Program::start_with(&["--data-dir", &data_dir]);
    let output = output(&["--listen", "127.0.0.1:0", "--data-dir", &data_dir]);
    let error = text(output.stderr);
    let sentence = format!("error: cannot open the store `{data_dir}/reference-server.redb`: ");
    assert!(error.starts_with(&sentence) && error.lines().count() == 1, "{error}");
    assert_eq!(output.status.code(), Some(1));
}
