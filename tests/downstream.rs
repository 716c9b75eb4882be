//! Downstream: real crates whose build scripts make their clients. They build, build anew when something that was read has
//! changed and only then, hold any lint, and fail with each mistake in one line.

use crate::support::{binary, cargo, files, project, scratch, stderr};
use openapi_crate::{DateTypes, Feature, Generator, Runtime, Verify, config::Config};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::SystemTime,
};

#[test]
fn the_build_script_follows_the_document() {
    let folder = copy();
    let spec = folder.join("spec/authenteq.yaml");
    let crate_folder = folder.join("tests/downstream");
    let text = fs::read_to_string(&spec).expect("it was copied");

    let built = build(&crate_folder);
    assert!(built.status.success(), "{}", stderr(&built));
    assert!(is_fresh(&build(&crate_folder)), "it was built twice");
    fs::write(folder.join("spec/other.yaml"), "nothing").expect("it is ours");
    assert!(is_fresh(&build(&crate_folder)), "a file that is not read counts");

    // At the same path it would keep its name.
    let renamed = text.replace("operationId: verificationToken", "operationId: renamedToken");
    fs::write(&spec, renamed.replace("/verification-token:", "/renamed-token:")).expect("it is ours");
    let renamed = stderr(&build(&crate_folder));
    assert!(renamed.contains("no method named `verification_token`"), "{renamed}");
    // As many as it has parameters, and itself.
    let lock = renamed.lines().find(|line| line.starts_with("warning: downstream@0.0.0: ../../spec/names.lock: "));
    assert!(lock.is_some_and(|line| line.contains(" names are not in the lock of names")), "{renamed}");

    // A script that failed runs anew.
    fs::write(&spec, text.replacen("type: string", "type: strng", 1)).expect("it is ours");
    let line = text.lines().position(|line| line.contains("type: string")).expect("there is one");
    let column = text.lines().nth(line).and_then(|line| line.find("string")).expect("it is there") + 1;
    for _ in 0..2 {
        let wrong = build(&crate_folder);
        let told = stderr(&wrong);
        let errors: Vec<_> = told.lines().filter(|line| line.starts_with("error")).collect();
        let place = format!("../../spec/authenteq.yaml:{}:{column}", line + 1);
        let [error, "error: build script logged errors"] = errors[..] else { panic!("{told}") };
        let start = format!("error: downstream@0.0.0: {place}: `strng` is not allowed here [E0013], in `");
        assert!(error.starts_with(&start) && error.contains("; help: "), "{told}");
        assert_eq!(told.matches("strng` is not allowed").count(), 1, "{told}");
    }

    fs::write(&spec, text).expect("it is ours");
    let mended = build(&crate_folder);
    assert!(mended.status.success(), "{}", stderr(&mended));
}

#[test]
fn a_client_is_made_again_when_something_has_changed_and_only_then() {
    let folder = scratch("again");
    let spec = folder.join("api.yaml");
    for (from, to) in [("unions", "api"), ("events", "events")] {
        let from = project().join("tests/fixtures").join(from).with_extension("yaml");
        fs::copy(from, folder.join(to).with_extension("yaml")).expect("it is a fixture");
    }
    let text = fs::read_to_string(&spec).expect("it was copied");
    let script =
        "fn main() { openapi_crate::Generator::new(\"api.yaml\").build(); openapi_crate::Runtime::new().build(); }\n";
    package(&folder, "2021", &dependencies(&folder, &["api.yaml", "events.yaml"]), script, "//! A crate.\n");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written") + "[workspace]\n";
    fs::write(folder.join("Cargo.toml"), &manifest).expect("it can be written");
    // Each build finds a new time, and what is made leaves a new record.
    let build = |text: &str| {
        fs::write(&spec, text).expect("it is ours");
        let built = build(&folder);
        assert!(!is_fresh(&built), "the script did not run");
        let out = out_dir(&built, "again");
        let made = |name: &str| fs::metadata(out.join(name)).and_then(|data| data.modified()).ok();
        (made("api.made-of"), made("client_runtime.made-of"), out.join("api.rs"))
    };

    let (first, runtime, client) = build(&text);
    let made = fs::read_to_string(&client).expect("it was made");
    assert!(first.is_some() && runtime.is_some());
    assert_eq!(build(&text), (first, runtime, client.clone()), "nothing has changed");

    let (changed, ..) = build(&text.replace("title: ", "title: New "));
    assert!(changed > first && fs::read_to_string(&client).is_ok_and(|new| new != made));
    let (again, ..) = build(&text);
    assert!(again > changed && fs::read_to_string(&client).is_ok_and(|new| new == made));

    fs::write(&client, format!("{made}// more")).expect("it is ours");
    let (mended, ..) = build(&text);
    assert!(mended > again && fs::read_to_string(&client).is_ok_and(|new| new == made));

    let lock = Generator::new(&spec).file().unwrap_or_else(|failure| panic!("{failure}")).names_lock;
    fs::write(folder.join("names.lock"), lock).expect("it can be written");
    let (locked, ..) = build(&text);
    assert!(locked > mended, "a lock that was not there counts");
    fs::write(folder.join("Cargo.toml"), manifest + "# anew\n").expect("it is ours");
    let (listed, new_runtime, _) = build(&text);
    assert!(listed > locked && new_runtime > runtime, "the manifest counts");
    assert_eq!(build(&text), (listed, new_runtime, client));

    let warns = text.replace("title: ", "nonsense: 1, title: ");
    let (warned, ..) = build(&warns);
    fs::write(&spec, &warns).expect("it is ours");
    let told = stderr(&self::build(&folder));
    assert!(told.contains("warning: again-2021@0.0.0: api.yaml:"), "a warning was told once: {told}");
    assert_eq!(build(&warns).0, warned);
}

#[test]
fn a_strict_crate_of_any_edition_takes_several_clients() {
    let folder = scratch("strict");
    for (from, to) in [("unions", "a/api"), ("events", "b/api"), ("webhooks", "webhooks"), ("security", "security")] {
        let to = folder.join("spec").join(to).with_extension("yaml");
        fs::create_dir_all(to.parent().expect("it is in a folder")).expect("it can be written");
        fs::copy(project().join("tests/fixtures").join(from).with_extension("yaml"), to).expect("it is a fixture");
    }
    let config = "spec = \"webhooks.yaml\"\n[include]\nfile-name = \"hooks.rs\"\nfeatures = [\"mock\", \"tracing\"]\n";
    fs::write(folder.join("spec/codegen.toml"), config).expect("it can be written");
    let dependencies = dependencies(&folder, &["a/api.yaml", "b/api.yaml", "webhooks.yaml", "security.yaml"]);
    let script = "\
        //! Makes the clients.\n\
        use openapi_crate::{Feature, Generator};\n\
        fn main() {\n\
            Generator::new(\"../spec/a/api.yaml\").features(Feature::ALL).build();\n\
            Generator::new(\"../spec/b/api.yaml\").features([Feature::Blocking]).file_name(\"other.rs\").build();\n\
            Generator::new(\"../spec/security.yaml\").build();\n\
            Generator::from_config(\"../spec/codegen.toml\").build();\n\
        }\n";
    let include = |file: &str| format!("include!(concat!(env!(\"OUT_DIR\"), \"/{file}.rs\"));");
    let library = format!(
        "//! A crate that is strict.\n\
         #![deny(warnings, missing_docs, rust_2018_idioms, unreachable_pub, unused, clippy::pedantic, rustdoc::all)]\n\
         #![deny(missing_debug_implementations, unused_qualifications, unused_results, clippy::nursery)]\n\
         #![forbid(unsafe_code)]\n\
         mod api {{ {api} }}\n\
         mod again {{ {api} }}\n\
         mod other {{ {other} }}\n\
         /// Public.\n\
         pub mod webhooks {{ {hooks} }}\n\
         /// Public.\n\
         pub mod security {{ {security} }}\n",
        api = include("api"),
        other = include("other"),
        hooks = include("hooks"),
        security = include("security"),
    );
    for edition in ["2021", "2024"] {
        package(&folder.join(edition), edition, &dependencies, script, &library);
    }
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"2021\", \"2024\"]\n")
        .expect("it can be written");
    let checked = cargo(&folder, &["clippy", "--quiet", "--workspace"]);
    let told = stderr(&checked);
    // What is said of the documents is no warning of the crate.
    let others = told.lines().any(|line| !line.is_empty() && !line.starts_with("warning: strict-"));
    assert!(checked.status.success() && !others, "{told}");
}

#[test]
fn clients_of_several_documents_share_a_runtime() {
    let folder = scratch("shared");
    for fixture in ["unions", "events", "webhooks"] {
        let from = project().join("tests/fixtures").join(fixture).with_extension("yaml");
        fs::copy(from, folder.join(fixture).with_extension("yaml")).expect("it is a fixture");
    }
    let config = "spec = \"webhooks.yaml\"\n[include]\nruntime = \"crate::inner::shared\"\nfeatures = [\"blocking\"]\n";
    fs::write(folder.join("codegen.toml"), config).expect("it can be written");
    let dependencies = dependencies(&folder, &["unions.yaml", "events.yaml", "webhooks.yaml"]);
    let script = "\
        use openapi_crate::{Feature, Generator, Runtime};\n\
        fn main() {\n\
            Runtime::new().features(Feature::ALL).file_name(\"shared.rs\").build();\n\
            Generator::new(\"unions.yaml\").runtime(\"crate::inner::shared\").features(Feature::ALL).build();\n\
            Generator::new(\"events.yaml\").runtime(\"crate::inner::shared\").build();\n\
            Generator::from_config(\"codegen.toml\").build();\n\
        }\n";
    let include = |file: &str| format!("openapi_crate::include_client!(\"{file}\");");
    let generator = project().join("generator").to_string_lossy().replace('\\', "/");
    let dependencies =
        format!("{dependencies}openapi-crate = {{ path = \"{generator}\", default-features = false }}\n");
    let library = format!(
        "#![deny(warnings, unreachable_pub, unused, clippy::pedantic)]\n\
         mod inner {{ pub(crate) mod shared {{ {shared} }} }}\n\
         mod unions {{ {unions} }}\n\
         pub mod events {{ {events} }}\n\
         mod outer {{ pub(crate) mod webhooks {{ {webhooks} }} }}\n\
         /// The parts that they share are the same for all.\n\
         #[must_use]\n\
         pub fn pass(secret: events::Secret) -> impl Sized {{\n\
             let limits: unions::Limits = events::Limits::default();\n\
             let secret: outer::webhooks::Secret = secret;\n\
             (limits, secret)\n\
         }}\n",
        shared = include("shared"),
        unions = include("unions"),
        events = include("events"),
        webhooks = include("webhooks"),
    );
    package(&folder, "2021", &dependencies, script, &library);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
    fs::write(folder.join("Cargo.toml"), manifest + "[workspace]\n").expect("it can be written");
    let checked = cargo(&folder, &["clippy", "--quiet"]);
    let told = stderr(&checked);
    let others = told.lines().any(|line| !line.is_empty() && !line.starts_with("warning: shared-"));
    assert!(checked.status.success() && !others, "{told}");

    let generator = || Generator::new(folder.join("unions.yaml")).features([Feature::Blocking]);
    let length = |generator: &Generator| {
        let generated = generator.file().unwrap_or_else(|failure| panic!("{failure}"));
        generated.files.iter().map(|(_, text)| text.lines().count()).sum::<usize>()
    };
    assert!(length(&generator().runtime("crate::shared")) + 3000 < length(&generator()));
    let misnamed = Runtime::new().file_name("src/shared.rs").write(&folder).expect_err("it is in a folder").to_string();
    assert!(misnamed.starts_with("`src/shared.rs` is no name for a file of Rust; help: say a name"), "{misnamed}");
    let wrong = generator().runtime("shared").file().map(drop).expect_err("it is no path of the crate").to_string();
    assert!(
        wrong.contains("`shared` is no path of a module of the crate") && wrong.contains("crate::client_runtime"),
        "{wrong}"
    );
}

#[test]
fn types_and_dates_of_the_user_travel() {
    let folder = scratch("own-types");
    fs::write(folder.join("shop.yaml"), crate::adapt::DOCUMENT).expect("it can be written");
    let generator = || {
        Generator::new(folder.join("shop.yaml"))
            .features([Feature::FullTypes])
            .replace("schemas/Money", "crate::Money")
            .replace("format:decimal", "crate::Weight")
            .derive("schemas/State", "PartialOrd")
            .derive("schemas/State", "Ord")
    };
    let mut dependencies = BTreeSet::new();
    let mut library = OWN_TYPES.to_owned();
    for (types, name) in DateTypes::ALL.map(|types| (types, types.name())) {
        let file = generator().date_types(types).file_name(format!("{name}.rs"));
        let written = file.write(&folder).unwrap_or_else(|error| panic!("{error}"));
        let generated = file.file().unwrap_or_else(|failure| panic!("{failure}"));
        dependencies.extend(generated.dependencies().lines().map(|line| format!("{line}\n")));
        library += &OWN_DATES.replace("NAME", name).replace("PATH", &written.path.to_string_lossy());
    }
    let dependencies: String = dependencies.into_iter().collect();
    // The client derives nothing of serde; types of the user do.
    let dependencies =
        dependencies.replace("serde = \"1.0.203\"", "serde = { version = \"1.0.203\", features = [\"derive\"] }");
    package(&folder, "2024", &dependencies, "fn main() {}\n", &library);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
    let manifest = manifest.split("[build-dependencies]").next().expect("there is a start").to_owned();
    fs::write(folder.join("Cargo.toml"), manifest + "[workspace]\n").expect("it can be written");
    let tested = cargo(&folder, &["test", "--quiet"]);
    assert!(tested.status.success(), "{}{}", String::from_utf8_lossy(&tested.stdout), stderr(&tested));
}

/// Types of a user, and what is read and written with each library of dates.
const OWN_TYPES: &str = r###"
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Money { cents: i64 }
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Weight(String);
#[cfg(test)]
const ORDER: &str = r##"{"id":"1","total":{"cents":5},"tip":null,"placed":"2026-11-28T10:00:00Z","due":"2026-12-01",
    "weight":"1.50","state":"open","times":["2026-11-28T10:00:01Z"],"when":"2026-12-24"}"##;
"###;
const OWN_DATES: &str = r#"
#[path = "PATH"]
pub mod NAME;
#[test]
fn NAME_travels() {
    use NAME::types::{Order, OrderWhen, State};
    let order: Order = serde_json::from_str(ORDER).expect("it is one");
    assert_eq!((order.total.cents, &order.weight), (5, &Some(Weight("1.50".to_owned()))));
    assert!(order.state < Some(State::Done) || State::Open > State::Done);
    assert!(!matches!(order.when, None | Some(OrderWhen::Unrecognized(_) | OrderWhen::Integer(_))));
    let written = serde_json::to_value(&order).expect("it can be written");
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(ORDER).expect("it is JSON"));
    let config = NAME::Config::new(NAME::Credentials::none()).expect("it is right");
    let request = NAME::operations::ListOrders::new(order.due.clone().into_value().expect("it is there"))
        .since(order.placed.clone());
    let request = NAME::Operation::request(&request, &config).expect("it is right");
    assert_eq!(request.uri().query(), Some("since=2026-11-28T10%3A00%3A00Z&day=2026-12-01"));
}
"#;

#[test]
fn what_a_build_script_lacks_is_one_line() {
    let folder = scratch("mistakes");
    fs::copy(project().join("tests/fixtures/tags.yaml"), folder.join("api.yaml")).expect("it is a fixture");
    let others: String = dependencies(&folder, &["api.yaml"]);
    let others = others.lines().filter(|line| !line.starts_with("bytes ") && !line.starts_with("hyper "));
    let others: String = others.map(|line| format!("{line}\n")).collect();
    let told = |script: &str| {
        package(&folder, "2024", &others, &format!("fn main() {{ use openapi_crate::*; {script} }}\n"), "");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
        fs::write(folder.join("Cargo.toml"), manifest + "[workspace]\n").expect("it can be written");
        let checked = cargo(&folder, &["check", "--quiet"]);
        assert!(!checked.status.success());
        stderr(&checked).replace("error: build script logged errors\n", "")
    };
    assert_eq!(
        told("Generator::new(\"api.yaml\").build();"),
        "error: mistakes-2024@0.0.0: Cargo.toml lacks 2 crates that the client needs; help: `cargo add bytes@1.7.1` and \
         `cargo add hyper@1.6 --no-default-features --features hyper/client,hyper/http1`\n"
    );
    assert_eq!(
        told("Generator::new(\"api.yaml\").file_name(\"src/api.rs\").build();"),
        "error: mistakes-2024@0.0.0: api.yaml: `src/api.rs` is no name for a file of Rust [E0030]; help: say a name without a \
         folder that ends in `.rs`, such as `petstore.rs`\n"
    );
    assert_eq!(
        told("Generator::new(\"api.yaml\").features([]).build(); Generator::new(\"api.yaml\").features([]).build();"),
        "error: mistakes-2024@0.0.0: Cargo.toml lacks the crate `bytes`, which the client needs; help: `cargo add bytes@1.7.1`\n"
    );
    assert_eq!(
        told("Generator::from_config(\"codegen.toml\").build();"),
        "error: mistakes-2024@0.0.0: codegen.toml: cannot read the configuration: No such file or directory (os error 2) \
         [E0030]; help: write it, or say where it is; all it must say is which document: `spec = \"api.yaml\"`\n"
    );
}

#[test]
fn a_configuration_gives_a_build_script_what_it_gives_the_command() {
    let folder = scratch("configured");
    fs::create_dir_all(folder.join("spec")).expect("it can be written");
    fs::copy(project().join("tests/fixtures/security.yaml"), folder.join("spec/api.yaml")).expect("it is a fixture");
    let settings = "spec = \"api.yaml\"\nout = \"../client\"\nplain-formats = [\"date-time\"]\n";
    let settings = format!("{settings}[crate]\nname = \"pets\"\nfeatures = [\"blocking\"]\n");
    let path = folder.join("spec/codegen.toml");
    fs::write(&path, &settings).expect("it can be written");

    let config = Config::read(&path).unwrap_or_else(|failure| panic!("{failure}"));
    let of = |generator: Generator| generator.package(&config.package).unwrap_or_else(|failure| panic!("{failure}"));
    let (command, script) = (of(config.generator()), of(Generator::from_config(&path)));
    assert!(command.files.iter().eq(script.files.iter()));

    let generator = Generator::from_config(&path);
    let written = generator.write(&folder).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(written.path, folder.join("api.rs"));
    assert_eq!(written.read, [folder.join("spec/api.yaml"), path.clone()]);
    let time = || fs::metadata(folder.join("api.rs")).and_then(|data| data.modified()).expect("it was written");
    let before = time();
    generator.write(&folder).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(time(), before, "it was written anew");

    // A lock that is there is read, and one of the names that it lacks is told.
    fs::write(folder.join("spec/names.lock"), command.names_lock).expect("it can be written");
    let written = generator.write(&folder).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(written.read, [folder.join("spec/api.yaml"), folder.join("spec/names.lock"), path.clone()]);

    for (wrong, message) in
        [("sepc = \"a\"", "unknown field `sepc`"), ("[include]\nfeatures = [\"no\"]", "variant `no`")]
    {
        fs::write(&path, wrong).expect("it can be written");
        let failure = Generator::from_config(&path).file().map(|_| ()).expect_err("it is wrong");
        assert!(failure.to_string().contains(message), "{failure}");
        assert!(failure.report.files().eq([&path]), "{failure}");
    }
}

#[test]
fn a_client_under_version_control_is_held_against_its_document() {
    let folder = vendored("vendored");
    let spec = folder.join("spec/api.yaml");
    let text = fs::read_to_string(&spec).expect("it was copied");
    let library = "//! A crate.\n#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]\nmod client;\n";
    let script = "fn main() { openapi_crate::Verify::new(\"src/client.rs\").build(); }\n";
    package(&folder, "2021", &dependencies(&folder, &["api.yaml"]), script, library);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
    fs::write(folder.join("Cargo.toml"), manifest + "[workspace]\n").expect("it can be written");
    let clippy = |arguments: &[&str]| cargo(&folder, &[&["clippy", "--quiet", "--offline"], arguments].concat());

    let before = times(&folder.join("src"));
    let fresh = clippy(&[]);
    assert!(fresh.status.success() && stderr(&fresh).is_empty(), "{}", stderr(&fresh));
    assert!(is_fresh(&clippy(&["--message-format", "json"])), "it was built twice");
    assert_eq!(times(&folder.join("src")), before, "the sources were written");

    fs::write(&spec, text.replace("title:", "title: New")).expect("it is ours");
    let stale = stderr(&clippy(&[]));
    let says = "vendored-2021@0.0.0: the client src/client.rs is not up to date: spec/api.yaml has changed since; help: run \
                `openapi-crate generate --config spec/codegen.toml`\n";
    assert_eq!(stale, format!("error: {says}error: build script logged errors\n"));

    let warns = script.replace(".build()", ".warn(true).build()");
    fs::write(folder.join("build.rs"), warns).expect("it is ours");
    let warned = cargo(&folder, &["clippy", "--offline"]);
    assert!(warned.status.success() && stderr(&warned).contains(&format!("warning: {says}")), "{}", stderr(&warned));

    let both = "openapi_crate::Generator::new(\"spec/api.yaml\").features([openapi_crate::Feature::Blocking]).build();";
    let script = script.replace("fn main() {", &format!("fn main() {{ {both}"));
    package(&folder, "2021", &dependencies(&folder, &["api.yaml"]), &script, library);
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it was written");
    fs::write(folder.join("Cargo.toml"), manifest + "[workspace]\n").expect("it can be written");
    fs::write(&spec, text).expect("it is ours");
    assert!(clippy(&[]).status.success());
    fs::write(folder.join("build.rs"), script + "// anew\n").expect("it is ours");
    match where_nothing_can_be_written(&folder, &["clippy", "--quiet", "--offline", "--locked"]) {
        Some(built) => assert!(built.status.success() && stderr(&built).is_empty(), "{}", stderr(&built)),
        None => eprintln!("!! SKIPPED: no folder can be mounted here, so none was that is only read"),
    }
}

/// Runs Cargo in a folder that is mounted to be read alone, since root can write into any other. None where this system
/// mounts nothing.
fn where_nothing_can_be_written(folder: &Path, arguments: &[&str]) -> Option<Output> {
    const MOUNTED: &str =
        "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" && cd \"$1\" && ! touch written";
    let run = |command: &str, arguments: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount", "sh", "-c", command, "sh"]).arg(folder).args(arguments);
        unshare.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"));
        unshare.output()
    };
    run(&format!("{MOUNTED} 2>&1"), &[]).ok().filter(|output| output.status.success())?;
    let command = format!("({MOUNTED}) 2> /dev/null; cd \"$1\" && shift && exec \"$@\"");
    run(&command, &[&[env!("CARGO")], arguments].concat()).ok()
}

#[test]
fn a_stamp_tells_each_file_that_changed() {
    let folder = vendored("stamps");
    let [spec, config, lock, client] =
        ["spec/api.yaml", "spec/codegen.toml", "spec/names.lock", "src/client.rs"].map(|path| folder.join(path));
    let verify = || Verify::new(&client).check().map_err(|stale| stale.reasons.join(", "));
    assert_eq!(verify(), Ok(()));
    let mut files = [&client, &config, &lock, &spec].map(Clone::clone);
    files.sort();
    assert_eq!(Verify::new(&client).files(), files);

    let texts = [&spec, &config, &lock].map(|path| fs::read_to_string(path).expect("it is there"));
    for (path, text) in [&spec, &config, &lock].into_iter().zip(&texts) {
        fs::write(path, text.replace('\n', "\r\n")).expect("it is ours");
        assert_eq!(verify(), Ok(()), "a checkout with other ends of lines");
        fs::write(path, format!("{text} ")).expect("it is ours");
        assert_eq!(verify(), Err(format!("{} has changed since", path.display())));
        fs::write(path, text).expect("it is ours");
    }
    fs::remove_file(&lock).expect("it is there");
    assert!(verify().is_err_and(|reason| reason.contains("names.lock cannot be read")));
    fs::remove_dir_all(folder.join("spec")).expect("it is there");
    assert_eq!(verify(), Ok(()), "a package from a registry has no document");

    let text = fs::read_to_string(&client).expect("it was generated");
    fs::create_dir_all(folder.join("spec")).expect("it can be written");
    for (path, text) in [&spec, &config, &lock].into_iter().zip(&texts) {
        fs::write(path, text).expect("it is ours");
    }
    fs::write(&client, text.replace("made by openapi-crate ", "made by openapi-crate 0.0.")).expect("it is ours");
    assert!(verify().is_err_and(|reason| reason.starts_with("it was made by openapi-crate 0.0.")));
    fs::write(&client, text.replace("made by ", "")).expect("it is ours");
    assert!(verify().is_err_and(|reason| reason.ends_with("does not say which files it was made of")));
}

/// A client as a file of another crate, with its document and configuration.
fn vendored(name: &str) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(folder.join("spec")).expect("it can be written");
    fs::copy(project().join("tests/fixtures/security.yaml"), folder.join("spec/api.yaml")).expect("it is a fixture");
    let settings =
        "spec = \"api.yaml\"\n[include]\nout = \"../src\"\nfile-name = \"client.rs\"\nfeatures = [\"blocking\"]\n";
    fs::write(folder.join("spec/codegen.toml"), settings).expect("it can be written");
    let generated = Command::new(binary()).current_dir(&folder).output().expect("the command runs");
    assert!(generated.status.success(), "{}", stderr(&generated));
    let again = Command::new(binary()).args(["generate", "--check"]).current_dir(&folder).output().expect("it runs");
    assert!(again.status.success(), "{}", stderr(&again));
    folder
}

/// When each file of a folder was written.
fn times(folder: &Path) -> Vec<SystemTime> {
    let times = files(folder, "rs").into_iter().map(|path| fs::metadata(path).and_then(|data| data.modified()));
    times.collect::<Result<_, _>>().expect("they are there")
}

/// What the clients of these documents need, with all features, as lines of a manifest.
fn dependencies(folder: &Path, documents: &[&str]) -> String {
    let mut lines = BTreeSet::new();
    for document in documents {
        let path = Some(folder.join("spec").join(document)).filter(|path| path.exists());
        let generator = Generator::new(path.unwrap_or_else(|| folder.join(document)));
        let generated = generator.features(Feature::ALL).file().unwrap_or_else(|failure| panic!("{failure}"));
        lines.extend(generated.dependencies().lines().map(|line| format!("{line}\n")));
    }
    lines.into_iter().collect()
}

/// A crate with a build script.
fn package(folder: &Path, edition: &str, dependencies: &str, script: &str, library: &str) {
    let generator = project().join("generator").to_string_lossy().replace('\\', "/");
    // In one target folder crates of one name would take each other's place.
    let own = folder.file_name().filter(|name| *name != edition).or_else(|| folder.parent()?.file_name());
    let name = own.expect("it has a name").to_string_lossy();
    // What verifies alone takes no feature.
    let features = if script.contains("Generator") { "\"config\"" } else { "" };
    let manifest = format!(
        "[package]\nname = \"{name}-{edition}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n[dependencies]\n{dependencies}\n[build-dependencies]\n\
         openapi-crate = {{ path = \"{generator}\", default-features = false, features = [{features}] }}\n"
    );
    fs::create_dir_all(folder.join("src")).expect("it can be written");
    for (path, text) in [("Cargo.toml", &*manifest), ("build.rs", script), ("src/lib.rs", library)] {
        fs::write(folder.join(path), text).expect("it can be written");
    }
}

/// The crate and its document in a scratch folder, laid out as in the project.
fn copy() -> PathBuf {
    let folder = scratch("downstream");
    for file in ["spec/authenteq.yaml", "spec/names.lock", "tests/downstream/build.rs", "tests/downstream/src/lib.rs"] {
        let to = folder.join(file);
        fs::create_dir_all(to.parent().expect("it is in a folder")).expect("it can be written");
        fs::copy(project().join(file), to).expect("it is part of the project");
    }
    let manifest = fs::read_to_string(project().join("tests/downstream/Cargo.toml")).expect("it can be read");
    let manifest = manifest
        .replace("../../generator", &project().join("generator").to_string_lossy())
        .replace("edition.workspace = true", "edition = \"2024\"")
        .replace("rust-version.workspace = true\n", "")
        .replace("license.workspace = true\n", "");
    fs::write(folder.join("tests/downstream/Cargo.toml"), manifest + "\n[workspace]\n").expect("it can be written");
    folder
}

fn build(folder: &Path) -> Output {
    cargo(folder, &["build", "--message-format", "json-render-diagnostics"])
}

/// The folder that the build script of a crate of this name wrote into.
fn out_dir(output: &Output, name: &str) -> PathBuf {
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut scripts = messages.filter(|message| message["reason"] == "build-script-executed");
    let script = scripts.find(|message| message["package_id"].as_str().is_some_and(|id| id.contains(name)));
    PathBuf::from(script.expect("the crate has a script")["out_dir"].as_str().expect("it writes somewhere"))
}

/// Whether a build found everything as it was: neither the script ran nor was anything compiled.
fn is_fresh(output: &Output) -> bool {
    let messages = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<serde_json::Value> =
        messages.lines().map(|line| serde_json::from_str(line).expect("Cargo writes JSON")).collect();
    let built = messages.iter().filter(|message| message["reason"] == "compiler-artifact");
    assert!(output.status.success() && built.clone().count() > 0, "{}", stderr(output));
    built.clone().all(|message| message["fresh"] == true)
}
