//! A static file server for localhost: what any static host does, and nothing that only some do.
//!
//! Owns HTTP as far as GET and HEAD of files. It must not know what the files are for.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::step::Failure;

/// Serves one folder below one path.
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
}

struct Site {
    folder: PathBuf,
    /// Begins and ends with a slash.
    base: String,
}

impl Server {
    /// Listens on localhost only. Port 0 takes any free one; `base` begins and ends with a slash.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn bind(folder: PathBuf, base: &str, port: u16) -> Result<Self, Failure> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
            Failure::new(format!("port {port} of localhost cannot be used: {error}"))
                .advise("choose another with --port, or 0 for any free one")
        })?;
        Ok(Self { listener, site: Arc::new(Site { folder, base: base.to_owned() }) })
    }

    /// The address of the site's first page.
    pub fn url(&self) -> String {
        let port = self.listener.local_addr().expect("a bound socket has an address").port();
        format!("http://localhost:{port}{}", self.site.base)
    }

    /// Serves until the process ends, a thread to a connection.
    pub fn serve(&self) {
        for connection in self.listener.incoming().flatten() {
            let site = Arc::clone(&self.site);
            thread::spawn(move || {
                // A reader who goes away in the middle is no error of ours.
                let _ = site.answer_all(&connection);
            });
        }
    }

    /// Serves in the background until the process ends.
    pub fn serve_in_background(self) {
        thread::spawn(move || self.serve());
    }
}

struct Response {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    fn plain(status: &'static str) -> Self {
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: format!("{status}\n").into_bytes() }
    }
}

impl Site {
    fn answer_all(&self, connection: &TcpStream) -> std::io::Result<()> {
        connection.set_read_timeout(Some(Duration::from_secs(30)))?;
        connection.set_nodelay(true)?;
        let mut reader = BufReader::new(connection);
        loop {
            let mut request = String::new();
            if reader.read_line(&mut request)? == 0 {
                return Ok(());
            }
            let mut header = String::new();
            while reader.read_line(&mut header)? > 0 && !header.trim_end().is_empty() {
                header.clear();
            }
            let (method, path) = request.split_once(' ').unwrap_or((&request, ""));
            let path = path.split([' ', '?', '#']).next().unwrap_or_default();
            let response = match method {
                "GET" | "HEAD" => self.respond(path),
                _ => Response::plain("405 Method Not Allowed"),
            };
            let mut head = format!(
                "HTTP/1.1 {}\r\nContent-Length: {}\r\n",
                response.status,
                response.body.len()
            );
            for (name, value) in &response.headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            head.push_str("\r\n");
            let mut message = head.into_bytes();
            if method != "HEAD" {
                message.extend(response.body);
            }
            (&mut &*connection).write_all(&message)?;
        }
    }

    fn respond(&self, path: &str) -> Response {
        let Some(path) = decode(path) else { return Response::plain("400 Bad Request") };
        if format!("{path}/") == self.base {
            return Response {
                headers: vec![("Location", self.base.clone())],
                ..Response::plain("301 Moved Permanently")
            };
        }
        let Some(relative) = path.strip_prefix(&self.base) else {
            return Response::plain("404 Not Found");
        };
        // An absolute path would replace the folder when joined to it.
        if relative.starts_with('/')
            || relative.split('/').any(|part| part == ".." || part.contains('\\'))
        {
            return Response::plain("404 Not Found");
        }
        let mut file = self.folder.join(relative);
        if file.is_dir() {
            if !relative.is_empty() && !relative.ends_with('/') {
                return Response {
                    headers: vec![("Location", format!("{path}/"))],
                    ..Response::plain("301 Moved Permanently")
                };
            }
            file = file.join("index.html");
        }
        match fs::read(&file) {
            Ok(body) => Response {
                status: "200 OK",
                headers: vec![
                    ("Content-Type", media_type(&file).to_owned()),
                    // A rebuilt site must show at the next reload.
                    ("Cache-Control", "no-cache".to_owned()),
                ],
                body,
            },
            Err(_) => Response::plain("404 Not Found"),
        }
    }
}

/// Undoes percent-encoding (RFC 3986, 2.1); `None` when it is broken.
fn decode(path: &str) -> Option<String> {
    let mut bytes = path.bytes();
    let mut decoded = Vec::with_capacity(path.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            decoded.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "py" | "ftl" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn get(server: &str, request: &str) -> String {
        let address = server.trim_start_matches("http://").split('/').next().unwrap();
        let mut connection = TcpStream::connect(address.replace("localhost", "127.0.0.1")).unwrap();
        connection.write_all(request.as_bytes()).unwrap();
        connection.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn files_are_served_below_the_base_and_nowhere_else() {
        let folder = std::env::temp_dir().join(format!("espalier-server-{}", std::process::id()));
        fs::create_dir_all(folder.join("sub dir")).unwrap();
        fs::write(folder.join("index.html"), "first page").unwrap();
        fs::write(folder.join("sub dir/engine.wasm"), "wasm").unwrap();
        let server = Server::bind(folder.clone(), "/a/b/", 0).unwrap();
        let url = server.url();
        server.serve_in_background();

        let answer = |path: &str| get(&url, &format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert!(answer("/a/b/").ends_with("\r\n\r\nfirst page"));
        assert!(answer("/a/b/?x=1").starts_with("HTTP/1.1 200"));
        assert!(answer("/a/b").contains("\r\nLocation: /a/b/\r\n"));
        let wasm = answer("/a/b/sub%20dir/engine.wasm");
        assert!(
            wasm.contains("\r\nContent-Type: application/wasm\r\n") && wasm.ends_with("wasm"),
            "{wasm}"
        );
        for outside in [
            "/",
            "/a/index.html",
            "/a/b/../b/index.html",
            "/a/b/%2e%2e/x",
            "/a/b/none",
            "/a/b//etc/passwd",
        ] {
            assert!(answer(outside).starts_with("HTTP/1.1 404"), "{outside}: {}", answer(outside));
        }
        assert!(answer("/a/b/%zz").starts_with("HTTP/1.1 400"));
        assert!(get(&url, "POST /a/b/ HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
        assert!(get(&url, "HEAD /a/b/ HTTP/1.1\r\n\r\n").ends_with("\r\n\r\n"));
        fs::remove_dir_all(folder).unwrap();
    }
}
