//! Makes the client that the target `answer` reads answers with.

fn main() {
    openapi_crate::Generator::new("answer.yaml").features([]).build();
}
