//! Values on their way between the members of a session, for the handles that they carry. This is the one walk over
//! values that looks at whose they are.

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{ResourceAny, ResourceDynamic, Type, Val};
use wasmtime::{AsContextMut as _, Store, StoreContextMut};

use super::passage::{Goal, translate_handle};
use super::pipe;
use crate::handles::{Lent, Owner};
use crate::state::State;

/// Arguments on their way to `target`.
pub(super) fn translate_all(
    values: &[Val],
    ty: &ComponentFunc,
    target: Owner,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<Vec<Val>> {
    values.iter().zip(ty.params()).map(|(value, (_, ty))| translate(value, &ty, Goal::Member(target), store)).collect()
}

/// Results on their way to a member that called.
pub(super) fn translate_results(
    results: &mut [Val],
    ty: &ComponentFunc,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<()> {
    for (result, ty) in results.iter_mut().zip(ty.results()) {
        // Away from its owner: whoever asked is somebody else.
        *result = translate(result, &ty, Goal::Elsewhere, store)?;
    }
    Ok(())
}

/// Arguments from outside the session on their way to `target`. An owned handle may be passed where a
/// borrowed one is due: it is lent for the call and stays with the caller.
pub(crate) fn enter(
    values: &[Val],
    ty: &ComponentFunc,
    target: Owner,
    store: &mut Store<State>,
) -> wasmtime::Result<(Vec<Val>, Lent)> {
    let mut store = store.as_context_mut();
    let mut lent = Lent::new();
    let mut args = Vec::with_capacity(values.len());
    for (value, (_, ty)) in values.iter().zip(ty.params()) {
        args.push(match (value, ty) {
            (Val::Resource(handle), Type::Borrow(_)) => lend(*handle, target, &mut store, &mut lent)?,
            (value, ty) => translate(value, &ty, Goal::Member(target), &mut store)?,
        });
    }
    Ok((args, lent))
}

fn lend(
    handle: ResourceAny,
    target: Owner,
    store: &mut StoreContextMut<'_, State>,
    lent: &mut Lent,
) -> wasmtime::Result<Val> {
    match store.data().handles.known(handle.ty()) {
        Some((id, owner, true)) if owner != target => {
            let rep = store.data_mut().handles.insert(handle);
            let shown = ResourceDynamic::new_own(rep, id).try_into_resource_any(&mut *store)?;
            lent.push((rep, shown));
            Ok(Val::Resource(shown))
        }
        Some(_) | None => Ok(Val::Resource(handle)),
    }
}

/// Results on their way out of the session, after which lent handles are taken back.
pub(crate) fn leave(
    results: &mut [Val],
    ty: &ComponentFunc,
    lent: Lent,
    store: &mut Store<State>,
) -> wasmtime::Result<()> {
    let mut store = store.as_context_mut();
    for (rep, shown) in lent {
        shown.try_into_resource_dynamic(&mut store)?;
        store.data_mut().handles.remove(rep)?;
    }
    for (result, ty) in results.iter_mut().zip(ty.results()) {
        *result = translate(result, &ty, Goal::Outside, &mut store)?;
    }
    Ok(())
}

/// Drops the handles that came for readers which had left.
pub(crate) async fn bury(store: &mut Store<State>) -> wasmtime::Result<()> {
    for orphan in std::mem::take(&mut store.data_mut().handles.orphans) {
        // Only under its owner's type it has a destructor.
        let orphan = translate_handle(orphan, Goal::Outside, &mut store.as_context_mut())?;
        orphan.resource_drop_async(&mut *store).await?;
    }
    Ok(())
}

/// A value of a type with its handles as they are known at its goal. Ends of streams and futures that carry handles
/// become new ends.
pub(super) fn translate(
    value: &Val,
    ty: &Type,
    goal: Goal,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<Val> {
    let boxed = |value: &Option<Box<Val>>, ty: Option<Type>, store: &mut StoreContextMut<'_, State>| {
        let payload = value.as_ref().zip(ty);
        payload.map(|(value, ty)| translate(value, &ty, goal, store).map(Box::new)).transpose()
    };
    let list = |values: &[Val], ty: &Type, store: &mut StoreContextMut<'_, State>| {
        values.iter().map(|v| translate(v, ty, goal, store)).collect::<wasmtime::Result<Vec<Val>>>()
    };
    Ok(match (value, ty) {
        (Val::Resource(handle), _) => Val::Resource(translate_handle(*handle, goal, store)?),
        (Val::List(values), Type::List(ty)) => Val::List(list(values, &ty.ty(), store)?),
        (Val::FixedLengthList(values), Type::FixedLengthList(ty)) => {
            Val::FixedLengthList(list(values, &ty.ty(), store)?)
        }
        (Val::Tuple(values), Type::Tuple(ty)) => {
            let values = values.iter().zip(ty.types()).map(|(v, ty)| translate(v, &ty, goal, store));
            Val::Tuple(values.collect::<wasmtime::Result<_>>()?)
        }
        (Val::Record(fields), Type::Record(ty)) => {
            let fields = fields.iter().zip(ty.fields());
            let fields = fields.map(|((name, v), field)| Ok((name.clone(), translate(v, &field.ty, goal, store)?)));
            Val::Record(fields.collect::<wasmtime::Result<_>>()?)
        }
        (Val::Map(entries), Type::Map(ty)) => {
            let (key, value) = (ty.key(), ty.value());
            let entries =
                entries.iter().map(|(k, v)| Ok((translate(k, &key, goal, store)?, translate(v, &value, goal, store)?)));
            Val::Map(entries.collect::<wasmtime::Result<_>>()?)
        }
        (Val::Variant(case, payload), Type::Variant(ty)) => {
            let found = ty.cases().find(|known| known.name == case).and_then(|case| case.ty);
            Val::Variant(case.clone(), boxed(payload, found, store)?)
        }
        (Val::Option(payload), Type::Option(ty)) => Val::Option(boxed(payload, Some(ty.ty()), store)?),
        (Val::Result(Ok(payload)), Type::Result(ty)) => Val::Result(Ok(boxed(payload, ty.ok(), store)?)),
        (Val::Result(Err(payload)), Type::Result(ty)) => Val::Result(Err(boxed(payload, ty.err(), store)?)),
        (Val::Stream(any), Type::Stream(ty)) if goal != Goal::Outside => {
            match ty.ty().filter(super::mentions_resource) {
                Some(element) => pipe::stream(any.clone(), &element, goal, store)?,
                None => value.clone(),
            }
        }
        (Val::Future(any), Type::Future(ty)) if goal != Goal::Outside => {
            match ty.ty().filter(super::mentions_resource) {
                Some(element) => pipe::future(any.clone(), &element, goal, store)?,
                None => value.clone(),
            }
        }
        (plain, _) => plain.clone(),
    })
}

/// Gives back the borrows that were made for one call.
pub(super) fn release_borrows(args: &[Val], store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<()> {
    for handle in args.iter().flat_map(handles).filter(|handle| !handle.owned()) {
        // Nothing runs when a borrow under a host type goes.
        handle.try_into_resource_dynamic(&mut *store)?;
    }
    Ok(())
}

/// The handles in a value that may be borrowed ones: borrows are in parameters only, never behind the ends of streams
/// and futures.
fn handles(value: &Val) -> Vec<ResourceAny> {
    match value {
        Val::Resource(handle) => vec![*handle],
        Val::List(values) | Val::FixedLengthList(values) | Val::Tuple(values) => {
            values.iter().flat_map(handles).collect()
        }
        Val::Record(fields) => fields.iter().flat_map(|(_, value)| handles(value)).collect(),
        Val::Map(entries) => entries.iter().flat_map(|(key, value)| [handles(key), handles(value)].concat()).collect(),
        Val::Variant(_, Some(payload))
        | Val::Option(Some(payload))
        | Val::Result(Ok(Some(payload)) | Err(Some(payload))) => handles(payload),
        _ => Vec::new(),
    }
}
