//! The real program as a process: how it starts, what it prints and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn traverse(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_traverse"));
    command
        .env_clear()
        .env("DATABASE_URL", folder.join("traverse.db"))
        .env("SPA_DIR", folder.join("no-pages"))
        .env("HOST", "127.0.0.1");
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Posts JSON as a page of this server would; the whole answer.
fn post(port: u16, path: &str, cookie: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Traverse-Request: 1\r\n\
         Cookie: {cookie}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn wait_until_ready(port: u16, child: &mut Child) {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(20) {
        if let Some(status) = child.try_wait().unwrap() {
            panic!("the server ended: {status}");
        }
        if get(port, "/health/ready").is_some_and(|answer| answer.starts_with("HTTP/1.1 200")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the server did not become ready");
}

fn terminate(child: &Child) {
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn rel_07_sigterm_says_not_ready_then_drains_and_exits_with_0() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut child = traverse(folder.path())
        .arg("serve")
        .env("PORT", port.to_string())
        .env("DRAIN_SECONDS", "1")
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until_ready(port, &mut child);
    // An idle kept-alive connection must not hold the server up.
    let mut idle = TcpStream::connect(("127.0.0.1", port)).unwrap();
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let asked = Instant::now();
    terminate(&child);
    std::thread::sleep(Duration::from_millis(300));
    let leaving = get(port, "/health/ready").unwrap();
    assert!(leaving.starts_with("HTTP/1.1 503"), "{leaving}");
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(
        asked.elapsed() < Duration::from_secs(20),
        "{:?}",
        asked.elapsed()
    );
}

#[test]
fn sec_05_the_first_start_prints_a_token_and_the_log_is_json() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut child = traverse(folder.path())
        .arg("serve")
        .env("PORT", port.to_string())
        .env("DRAIN_SECONDS", "0")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap());
    wait_until_ready(port, &mut child);
    // What a client sends cannot begin a line of its own.
    assert!(get(port, "/api/v1/%0aINFO%1b[31m").is_some());
    terminate(&child);
    let lines: Vec<String> = lines.lines().map(Result::unwrap).collect();
    assert!(child.wait().unwrap().success());
    for line in &lines {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z'), "{line}");
    }
    let told = lines
        .iter()
        .filter(|line| line.contains("enter the token"))
        .count();
    assert_eq!(told, 1, "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("\"status\":404")));
}

#[test]
fn a_database_that_cannot_be_used_ends_the_start_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("traverse.db"),
        "this is not a database, but long enough",
    )
    .unwrap();
    let output = traverse(folder.path())
        .arg("serve")
        .env("PORT", free_port().to_string())
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    let reason = told.lines().find(|line| line.starts_with("traverse: "));
    assert!(
        reason.is_some_and(|line| line.contains("not a database")),
        "{told}"
    );
}

#[test]
fn a_wrong_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let output = traverse(folder.path())
        .arg("serve")
        .env("PORT", "many")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("traverse: PORT=\"many\" is not valid"),
        "{told}"
    );
    assert!(!output.status.success());
}

#[test]
fn the_audit_chain_of_a_new_database_is_intact() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        traverse(folder.path())
            .arg("migrate")
            .status()
            .unwrap()
            .success()
    );
    let output = traverse(folder.path())
        .args(["audit", "verify"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("intact: 0 events"), "{told}");
}

#[test]
fn sec_29_the_log_holds_no_passwords_and_no_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut child = traverse(folder.path())
        .arg("serve")
        .env("PORT", port.to_string())
        .env("DRAIN_SECONDS", "0")
        .env("LOG", "debug")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let token = lines
        .by_ref()
        .map(Result::unwrap)
        .find_map(|line| {
            let (_, after) = line.split_once("enter the token ")?;
            after.split(' ').next().map(str::to_owned)
        })
        .unwrap();
    let reader = std::thread::spawn(move || lines.map(Result::unwrap).collect::<Vec<_>>());
    wait_until_ready(port, &mut child);
    let canary = "canary bird in a deep mine";
    let setup = serde_json::json!({
        "token": token, "email": "root@example.org", "password": canary, "display_name": "Grace Hopper",
    });
    let created = post(port, "/api/v1/setup", "", &setup.to_string());
    assert!(created.starts_with("HTTP/1.1 201"), "{created}");
    let (_, cookie) = created.split_once("set-cookie: ").unwrap();
    let cookie = cookie.split(';').next().unwrap();
    for password in [canary, "canary that is wrong"] {
        let body = serde_json::json!({"email": "root@example.org", "password": password});
        let answer = post(port, "/api/v1/session", cookie, &body.to_string());
        assert!(
            answer.starts_with("HTTP/1.1 200") == (password == canary),
            "{answer}"
        );
    }
    let broken = format!("{{\"email\": 7, \"password\": \"{canary}\"}}");
    assert!(post(port, "/api/v1/session", cookie, &broken).starts_with("HTTP/1.1 400"));
    terminate(&child);
    assert!(child.wait().unwrap().success());
    let log = reader.join().unwrap().join("\n");
    assert!(
        log.contains("/api/v1/session"),
        "the log tells of the requests"
    );
    let (_, session_token) = cookie.split_once('=').unwrap();
    for secret in ["canary", session_token, &token] {
        assert!(!log.contains(secret), "the log holds {secret:?}");
    }
}

#[test]
fn rel_04_without_its_database_the_server_lives_says_so_and_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (port, nobody) = (free_port(), free_port());
    let mut child = traverse(folder.path())
        .arg("serve")
        .env("PORT", port.to_string())
        .env("DRAIN_SECONDS", "0")
        .env(
            "DATABASE_URL",
            format!("postgres://traverse@127.0.0.1:{nobody}/traverse"),
        )
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while get(port, "/health/live").is_none() {
        assert!(started.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(
        get(port, "/health/ready")
            .unwrap()
            .starts_with("HTTP/1.1 503")
    );
    assert!(
        get(port, "/health/started")
            .unwrap()
            .starts_with("HTTP/1.1 503")
    );
    let answer = get(port, "/api/v1/meta").unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: "),
        "{answer}"
    );
    assert!(answer.contains("\"code\":\"unavailable\""), "{answer}");
    terminate(&child);
    assert!(child.wait().unwrap().success());
}
