//! The only header of a response goes. The module stays for those who take all of it.

use client::Header;
#[allow(unused_imports, reason = "it can be empty")]
use client::headers::*;

#[test]
fn the_type_of_headers_stays() {
    let read: fn(&client::Response<()>, Header<i64>) -> Option<i64> = |response, header| response.header(header);
    let _ = read;
}
