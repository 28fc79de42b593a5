//! A component of the kind Java is chosen for: sealed rules and exact decimals.

use anyhow::Result;
use wasmtime::Collector;

use crate::support::{Folder, Wave, engine, run};

const PRICING: &str = "shop:orders/pricing@0.1.0";
const ORDER: &str = r#"{number: "A1", country: "CH", lines: [
    {product: "tea", quantity: 7, unit-price: 399}, {product: "cup", quantity: 1, unit-price: 1250}]}"#;

#[test]
fn prices_are_exact() -> Result<()> {
    let mut folder = Folder::case("pricing")?;
    folder.profile = witloom_component::Profile::Release;
    let built = folder.build()?;
    assert!(built.component.len() < 200_000, "{} bytes", built.component.len());
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    let mut price = |order: &str, rules: &str| running.wave(PRICING, "price", &[order, rules]);
    assert_eq!(
        price(
            ORDER,
            r#"[bundle({product: "tea", pieces: 3, paid: 2}), product({product: "cup", percent: "12.5"}), volume({above: 3000, percent: "1.1"})]"#
        )?,
        r#"ok({number: "A1", gross: 4043, discounts: [{reason: "3 for 2", amount: 798}, {reason: "12.5% off cup", amount: 156}, {reason: "1.1% off large orders", amount: 34}], tax: 247, total: 3302})"#
    );
    assert_eq!(price(&ORDER.replace("CH", "XX"), "[]")?, r#"err(unknown-country("XX"))"#);
    let odd = r#"[product({product: "cup", percent: "many"})]"#;
    assert_eq!(price(ORDER, odd)?, r#"err(bad-rule("many"))"#);
    Ok(())
}
