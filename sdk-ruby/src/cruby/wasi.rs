//! The little of WASI preview 1 that CRuby needs to start at build time: arguments, environment, clocks, random
//! bytes and output. There is no file system beyond the one inside CRuby and no network; but CRuby sees the root of one, by
//! which an instance that starts from a snapshot finds the folders that are granted to it.

use std::time::{SystemTime, UNIX_EPOCH};

use rand::Rng;
use wasmtime::{Caller, Extern, Func, Linker, Memory, Module, Store, Val};

use super::Host;

const OK: i32 = 0;
const BADF: i32 = 8;
const FAULT: i32 = 21;
const NOENT: i32 = 44;
/// The root's number.
const ROOT: i32 = 3;
const MODULE: &str = "wasi_snapshot_preview1";

/// A file descriptor's type, `character device`, for stdin, stdout and stderr.
const CHARACTER_DEVICE: u8 = 2;

/// Defines what is above, and lets everything else answer "bad file descriptor".
pub(super) fn define(linker: &mut Linker<Host>, store: &mut Store<Host>, module: &Module) -> wasmtime::Result<()> {
    linker.func_wrap(MODULE, "environ_sizes_get", |mut c: Caller<'_, Host>, count: i32, size: i32| {
        let env = &c.data().env;
        let (n, bytes) = (env.len(), env.iter().map(|e| e.len() + 1).sum::<usize>());
        write(&mut c, count, &le(n)) | write(&mut c, size, &le(bytes))
    })?;
    linker.func_wrap(MODULE, "environ_get", environ_get)?;
    linker.func_wrap(MODULE, "clock_res_get", |mut c: Caller<'_, Host>, _: i32, out: i32| {
        write(&mut c, out, &1000u64.to_le_bytes())
    })?;
    linker.func_wrap(MODULE, "clock_time_get", |mut c: Caller<'_, Host>, _: i32, _: i64, out: i32| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        write(&mut c, out, &u64::try_from(now).unwrap_or(u64::MAX).to_le_bytes())
    })?;
    linker.func_wrap(MODULE, "random_get", |mut c: Caller<'_, Host>, out: i32, len: i32| {
        let mut bytes = vec![0; usize::try_from(len).unwrap_or(0)];
        rand::rng().fill_bytes(&mut bytes);
        write(&mut c, out, &bytes)
    })?;
    linker.func_wrap(MODULE, "fd_write", fd_write)?;
    linker.func_wrap(MODULE, "fd_fdstat_get", |mut c: Caller<'_, Host>, fd: i32, out: i32| {
        if !(0..=2).contains(&fd) {
            return BADF;
        }
        let mut stat = [0; 24];
        stat[0] = CHARACTER_DEVICE;
        stat[8..16].fill(0xff);
        write(&mut c, out, &stat)
    })?;
    linker.func_wrap(MODULE, "fd_prestat_get", |mut c: Caller<'_, Host>, fd: i32, out: i32| match fd {
        ROOT => write(&mut c, out, &[0, 0, 0, 0, 1, 0, 0, 0]),
        _ => BADF,
    })?;
    linker.func_wrap(MODULE, "fd_prestat_dir_name", |mut c: Caller<'_, Host>, fd: i32, out: i32, _: i32| match fd {
        ROOT => write(&mut c, out, b"/"),
        _ => BADF,
    })?;
    linker.func_wrap(MODULE, "proc_exit", |code: i32| -> wasmtime::Result<()> {
        Err(wasmtime::format_err!("exit with status {code}"))
    })?;
    for import in module.imports().filter(|i| i.module() == MODULE) {
        if linker.get_by_import(&mut *store, &import).is_none()
            && let Some(ty) = import.ty().func()
        {
            let code = if import.name().starts_with("path_") { NOENT } else { BADF };
            let func = Func::new(&mut *store, ty.clone(), move |_, _, results| {
                results.fill(Val::I32(code));
                Ok(())
            });
            linker.define(&mut *store, MODULE, import.name(), func)?;
        }
    }
    Ok(())
}

fn environ_get(mut c: Caller<'_, Host>, list: i32, text: i32) -> i32 {
    let env = c.data().env.clone();
    let (mut place, mut at) = (list, text);
    for entry in env {
        let mut bytes = entry.into_bytes();
        bytes.push(0);
        if write(&mut c, place, &at.to_le_bytes()) | write(&mut c, at, &bytes) != OK {
            return FAULT;
        }
        place += 4;
        at += i32::try_from(bytes.len()).unwrap_or(0);
    }
    OK
}

fn fd_write(mut c: Caller<'_, Host>, fd: i32, vectors: i32, count: i32, out: i32) -> i32 {
    if fd != 1 && fd != 2 {
        return BADF;
    }
    let Some(memory) = memory(&mut c) else { return FAULT };
    let mut text = Vec::new();
    for i in 0..count {
        let data = memory.data(&c);
        let Some((at, len)) = pair(data, vectors + 8 * i) else { return FAULT };
        let Some(bytes) = data.get(at..at + len) else { return FAULT };
        text.extend_from_slice(bytes);
    }
    c.data_mut().output.extend_from_slice(&text);
    write(&mut c, out, &le(text.len()))
}

fn pair(data: &[u8], at: i32) -> Option<(usize, usize)> {
    let at = usize::try_from(at).ok()?;
    let word = |i: usize| Some(u32::from_le_bytes(data.get(at + i..at + i + 4)?.try_into().ok()?) as usize);
    Some((word(0)?, word(4)?))
}

fn le(value: usize) -> [u8; 4] {
    u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes()
}

fn memory(c: &mut Caller<'_, Host>) -> Option<Memory> {
    c.get_export("memory").and_then(Extern::into_memory)
}

fn write(c: &mut Caller<'_, Host>, at: i32, bytes: &[u8]) -> i32 {
    let Some(memory) = memory(c) else { return FAULT };
    match memory.write(c, at as u32 as usize, bytes) {
        Ok(()) => OK,
        Err(_) => FAULT,
    }
}
