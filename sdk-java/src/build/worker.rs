//! Java processes that stay between builds.
//!
//! A warm process builds in less than half the time of a new one. It takes one job at a time: the path of a
//! settings file on a line of its standard input, answered by a line `code bytes-of-output bytes-of-errors` and
//! those bytes. It ends when its input does, and that is when this program ends, in whatever way: nothing is left
//! behind, and there is nothing to stop.

use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

/// Processes without a job.
static IDLE: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

/// What a job came to.
#[derive(Debug)]
pub(super) struct Answer {
    /// 0 when all went well, else which step failed.
    pub(super) code: i32,
    /// Warnings.
    pub(super) output: String,
    /// Errors.
    pub(super) errors: String,
}

/// One process.
#[derive(Debug)]
struct Worker {
    command: Vec<OsString>,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Collects what the virtual machine itself has to say.
    complaints: JoinHandle<String>,
}

/// Has a process that was started with this very command do a job, a new one if there is none.
pub(super) fn ask(command: Command, settings: &Path) -> io::Result<Answer> {
    let wanted: Vec<OsString> =
        std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_owned).collect();
    if let Some(mut worker) = idle(&wanted) {
        // One that was killed meanwhile is replaced.
        if let Ok(answer) = worker.ask(settings) {
            worker.rest(&answer);
            return Ok(answer);
        }
    }
    let mut worker = Worker::start(command, wanted)?;
    match worker.ask(settings) {
        Ok(answer) => {
            worker.rest(&answer);
            Ok(answer)
        }
        Err(_) => worker.post_mortem(),
    }
}

fn idle(wanted: &[OsString]) -> Option<Worker> {
    let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let at = idle.iter().position(|worker| worker.command == wanted)?;
    Some(idle.swap_remove(at))
}

impl Worker {
    fn start(mut command: Command, wanted: Vec<OsString>) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let missing = || io::Error::other("the process has no pipes");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let mut errors = child.stderr.take().ok_or_else(missing)?;
        let complaints = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            match errors.read_to_end(&mut bytes) {
                Ok(_) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(cause) => cause.to_string(),
            }
        });
        Ok(Self { command: wanted, child, input, output, complaints })
    }

    fn ask(&mut self, settings: &Path) -> io::Result<Answer> {
        writeln!(self.input, "{}", settings.display())?;
        self.input.flush()?;
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        let mut numbers = line.split_whitespace().map(str::parse::<u64>);
        let mut number = || numbers.next().and_then(Result::ok).ok_or_else(|| io::Error::other("no answer"));
        let (code, output, errors) = (number()?, number()?, number()?);
        let code = i32::try_from(code).map_err(io::Error::other)?;
        Ok(Answer { code, output: self.text(output)?, errors: self.text(errors)? })
    }

    fn text(&mut self, bytes: u64) -> io::Result<String> {
        let mut text = Vec::new();
        (&mut self.output).take(bytes).read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// Waits for the next job, unless something unforeseen happened in this one.
    fn rest(self, answer: &Answer) {
        if answer.code != super::hints::UNFORESEEN {
            IDLE.lock().unwrap_or_else(PoisonError::into_inner).push(self);
        }
    }

    /// What a process said that gave no answer.
    fn post_mortem(mut self) -> io::Result<Answer> {
        drop(self.input);
        let mut output = String::new();
        self.output.read_to_string(&mut output)?;
        let status = self.child.wait()?;
        let errors = self.complaints.join().unwrap_or_default();
        let code = status.code().filter(|code| *code != 0).unwrap_or(super::hints::UNFORESEEN);
        Ok(Answer { code, errors: format!("{output}{errors}").trim().to_owned(), output: String::new() })
    }
}
