//! Emits what a value is: the type of the document, and what stands around it.

use super::{Context, Item};
use crate::{ir::Type, plan::Form};
use proc_macro2::TokenStream;
use quote::quote;

impl Context<'_> {
    /// A form of a type as it is written in `types`.
    pub(super) fn local_form(self, form: &Form<'_>) -> TokenStream {
        self.formed(form, &|ty| self.local_type(ty))
    }

    /// A form of a type as it is written elsewhere.
    pub(super) fn form(self, form: &Form<'_>) -> TokenStream {
        self.formed(form, &|ty| self.ty(ty))
    }

    fn formed(self, form: &Form<'_>, written: &impl Fn(&Type) -> TokenStream) -> TokenStream {
        let inside = |inner: &Form<'_>| self.formed(inner, written);
        match form {
            Form::Unit => quote!(()),
            Form::Of(ty) => written(ty),
            Form::Bytes => quote!(::bytes::Bytes),
            Form::Events(ty) => {
                let (stream, ty) = (self.item(Item::EventStream), written(ty));
                quote!(Vec<#stream::Event<#ty>>)
            }
            Form::Map(ty) => {
                let ty = written(ty);
                quote!(::std::collections::BTreeMap<String, #ty>)
            }
            Form::Optional(inner) => {
                let inner = inside(inner);
                quote!(Option<#inner>)
            }
            Form::Boxed(inner) => {
                let inner = inside(inner);
                quote!(Box<#inner>)
            }
            Form::Nullable(inner) => {
                let (nullable, inner) = (self.item(Item::Nullable), inside(inner));
                quote!(#nullable<#inner>)
            }
            Form::Into(inner) => Self::converted(&inside(inner)),
        }
    }
}
