//! Makes the client from the document, whenever that has changed.

use openapi_crate::{Feature, Generator};

fn main() {
    Generator::new("../../spec/authenteq.yaml").features([Feature::Blocking]).build();
}
