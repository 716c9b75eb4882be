//! Selection: a client of some operations of a document alone. It has the types that these need and no others, what is wrong
//! elsewhere refuses nothing, and a selector that names nothing is an error.

use crate::support::{project, scratch};
use openapi_crate::{Generated, Generator, Package};
use std::{fs, path::Path};

const DOCUMENT: &str = "\
openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      responses: { '200': { description: Fine, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } } }
    post:
      operationId: createPet
      tags: [pets, writers]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/NewPet' } } } }
      responses: { '204': { description: Fine } }
  /pets/{id}:
    delete:
      operationId: deletePet
      tags: [writers]
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { '204': { description: Fine } }
  /owners:
    get:
      operationId: listOwners
      responses: { '200': { description: Fine, content: { application/json: { schema: { type: strng } } } } }
webhooks:
  petAdopted:
    post:
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Adoption' } } } }
      responses: { '204': { description: Fine } }
components:
  schemas:
    Pet: { type: object, properties: { owner: { $ref: '#/components/schemas/Owner' } } }
    Owner: { type: object, properties: { name: { type: string } } }
    NewPet: { type: object, properties: { name: { type: string } } }
    Adoption: { type: object, properties: { name: { type: string } } }
";

#[test]
fn a_client_has_what_is_selected_and_no_more() {
    let spec = document("selected");
    for (selectors, operations, types) in [
        (&["listPets"][..], &["ListPets"][..], &["Owner", "Pet"][..]),
        (&["tag:pets"], &["CreatePet", "ListPets"], &["NewPet", "Owner", "Pet"]),
        (&["tag:writers", "webhook:pet*"], &["CreatePet", "DeletePet"], &["Adoption", "NewPet"]),
        (&["GET /pets*"], &["ListPets"], &["Owner", "Pet"]),
        (&["/pets/*"], &["DeletePet"], &[]),
        (&["*Pet"], &["CreatePet", "DeletePet"], &["NewPet"]),
        (&["* /pets*", "deletePet"], &["CreatePet", "DeletePet", "ListPets"], &["NewPet", "Owner", "Pet"]),
    ] {
        let generated = generate(&spec, selectors);
        assert_eq!(named(&generated, "operations::"), operations, "{selectors:?}");
        assert_eq!(named(&generated, "types::"), types, "{selectors:?}");
        assert_eq!((generated.left_out, generated.report.to_string()), (0, String::new()), "{selectors:?}");
    }
    assert_eq!(named(&generate(&spec, &["webhook:petAdopted"]), "webhooks::"), ["PetAdopted"]);
    assert_eq!(generate(&spec, &["listPets"]).webhooks, 0);
}

#[test]
fn what_is_behind_a_reference_is_selected_too() {
    let spec = project().join("tests/fixtures/several-files.yaml");
    let all = generate(&spec, &[]);
    let pets = generate(&spec, &["GET /pets"]);
    assert_eq!(pets.operations, 1);
    assert!(all.operations > 1 && !named(&all, "operations::").is_empty());
    assert_eq!(generate(&spec, &["getStatus"]).operations, 1);
}

#[test]
fn a_selector_that_names_nothing_is_an_error() {
    let spec = document("unselected");
    for (selector, message) in [
        ("listPet", "error[E0030]: `listPet` selects no operation"),
        ("tag:pet", "help: did you mean `tag:pets`?"),
        ("GET /pet", "help: did you mean `GET /pets`?"),
        ("webhook:petAdoptd", "help: did you mean `webhook:petAdopted`?"),
        ("nothing", "help: say an `operationId`"),
    ] {
        let failure = Generator::new(&spec).operations(["listPets", selector]).file().map(|_| ());
        let failure = failure.expect_err("it names nothing").to_string();
        assert!(failure.contains(message) && failure.contains("1 error, 0 warnings"), "{failure}");
    }
    let config = spec.with_file_name("codegen.toml");
    fs::write(&config, "spec = \"api.yaml\"\noperations = [\n  \"listPets\",\n  \"creatPet\",\n]\n")
        .expect("it is ours");
    let failure = Generator::from_config(&config).file().map(|_| ()).expect_err("it names nothing").to_string();
    assert!(failure.contains("codegen.toml:4:3") && failure.contains("did you mean `createPet`?"), "{failure}");
}

fn document(name: &str) -> std::path::PathBuf {
    let spec = scratch(name).join("api.yaml");
    fs::write(&spec, DOCUMENT).expect("it can be written");
    spec
}

fn generate(spec: &Path, selectors: &[&str]) -> Generated {
    let generator = Generator::new(spec).operations(selectors.iter().copied());
    generator.package(&Package::new("pets")).unwrap_or_else(|failure| panic!("{failure}"))
}

/// The structs of a module, as the list of the public API has them.
fn named(generated: &Generated, module: &str) -> Vec<String> {
    let lines = generated.api().lines().filter_map(|line| line.strip_prefix(module));
    let mut names: Vec<_> =
        lines.filter_map(|line| line.split(['.', ':', ' ', '<', '(']).next()).map(str::to_owned).collect();
    names.retain(|name| name.starts_with(char::is_uppercase));
    names.sort();
    names.dedup();
    names
}
