//! The kinds of problems, each with its stable code and its page. A code is never given to another kind.

/// Lists each kind once: its code, and the page that `explain` prints.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)+) => {
        /// What kind of problem a diagnostic reports. Errors begin with `E`, warnings with `W`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The code as it is printed, such as `E0012`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)+
                }
            }

            /// What it means, a wrong and a right fragment, and what the generator does. `CommonMark`.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => include_str!(concat!("explain/", $id, ".md")),)+
                }
            }
        }
    };
}

codes! {
    /// `E0001`: a file cannot be read.
    File = "E0001",
    /// `E0002`: a text is too large or not UTF-8.
    Encoding = "E0002",
    /// `E0003`: a text is not YAML or JSON.
    Syntax = "E0003",
    /// `E0004`: a key stands twice in one mapping.
    DuplicateKey = "E0004",
    /// `E0005`: YAML beyond plain data: tags, merge keys, other documents, nesting or aliases without measure.
    NotPlainData = "E0005",
    /// `E0010`: not an OpenAPI document of a version that is read.
    Version = "E0010",
    /// `E0011`: a required field is missing.
    MissingField = "E0011",
    /// `E0012`: a value is of the wrong type.
    WrongType = "E0012",
    /// `E0013`: a value is none of those allowed in its place.
    InvalidValue = "E0013",
    /// `E0014`: a reference leads nowhere.
    UnresolvedReference = "E0014",
    /// `E0015`: the document contradicts itself.
    Contradiction = "E0015",
    /// `E0020`: something that is not supported yet.
    Unsupported = "E0020",
    /// `E0030`: the configuration of the generator is wrong.
    Config = "E0030",
    /// `W0001`: a field that the standard does not define.
    UnknownField = "W0001",
    /// `W0002`: a field that the standard requires is missing, and nothing depends on it.
    IncompleteProse = "W0002",
    /// `W0003`: something is ignored, as the standard says or because no client needs it.
    Ignored = "W0003",
    /// `W0004`: two names of the document become one in Rust.
    NameCollision = "W0004",
    /// `W0005`: read as it was meant, though it is not what the version of the document has.
    Repaired = "W0005",
    /// `W0006`: a security requirement names a scheme that is not there, or a scheme is none of HTTP.
    UnknownScheme = "W0006",
    /// `W0007`: something with an error is left out.
    LeftOut = "W0007",
    /// `W0008`: a part of a schema has no type in Rust and is kept as JSON.
    Untyped = "W0008",
    /// `W0009`: two variants of a union cannot be told apart.
    AmbiguousUnion = "W0009",
    /// `W0010`: an operation without `operationId`; a lint.
    MissingOperationId = "W0010",
    /// `W0011`: an error response without a schema; a lint.
    UndescribedError = "W0011",
    /// `W0012`: something is deprecated without a reason or replacement; a lint.
    UnexplainedDeprecation = "W0012",
    /// `W0013`: an example does not fit its schema; a lint.
    ExampleMisfit = "W0013",
    /// `W0014`: nothing uses a component; a lint.
    UnusedComponent = "W0014",
    /// `W0015`: a bare word that YAML 1.1 takes for a boolean; a lint.
    BareBoolean = "W0015",
    /// `W0016`: a property is called like a secret and is printed; a lint.
    PrintedSecret = "W0016",
    /// `W0017`: something is called otherwise in the document, and keeps its Rust name.
    NameKept = "W0017",
    /// `W0018`: the lock of names is not what `generate` would write.
    StaleLock = "W0018",
}

impl Code {
    /// Whether it is a warning, which can be allowed or denied.
    #[must_use]
    pub fn is_warning(self) -> bool {
        self.id().starts_with('W')
    }

    /// The kind with this code, however it is capitalised.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id().eq_ignore_ascii_case(id))
    }
}
