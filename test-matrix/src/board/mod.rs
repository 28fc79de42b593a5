//! The board: one static site of what runs of the matrix and of the bench found. A landing page with a row per language, the grid of pairs
//! and what calls cost; the matrix's own page below it for every cell; and both results as JSON.
//!
//! An earlier board is read from its folder, so that a project's build server can say what got worse.

mod summary;

use std::path::Path;

use crate::bench::counted::{Change, changes};
use crate::bench::figures::Figures;
use crate::error::MatrixError;
use crate::judge::results::{Cell, Results};
use crate::report;
use summary::Summary;

const PAGE: &str = include_str!("../../templates/board.html");
const STYLE: &str = include_str!("../../templates/board.css");
const SCRIPT: &str = include_str!("../../templates/board.js");
/// Names of files in a board's folder.
const RESULTS: &str = "matrix/results.json";
const FIGURES: &str = "figures.json";

/// What a board shows.
#[derive(Debug)]
pub struct Board {
    /// Of a run of the matrix.
    pub results: Results,
    /// Of a run of the bench.
    pub figures: Figures,
}

/// What got worse.
#[derive(Debug)]
pub struct Worse<'b> {
    /// Cells that are unexpected now and weren't.
    pub cells: Vec<&'b Cell>,
    /// Calls that take more instructions.
    pub counted: Vec<Change>,
}

impl Worse<'_> {
    /// Whether nothing did.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.counted.is_empty()
    }
}

impl Board {
    /// Reads what [`Board::write`] wrote.
    pub fn read(folder: &Path) -> Result<Self, MatrixError> {
        Ok(Self { results: Results::read(&folder.join(RESULTS))?, figures: Figures::read(&folder.join(FIGURES))? })
    }

    /// What is worse than on an earlier board.
    pub fn worse_than(&self, earlier: &Self) -> Worse<'_> {
        let counted = changes(&earlier.figures.counted, &self.figures.counted);
        Worse {
            cells: report::regressions(&self.results, &earlier.results),
            counted: counted.into_iter().filter(Change::is_dearer).collect(),
        }
    }

    /// Writes the site into a folder, which is made.
    pub fn write(&self, folder: &Path, earlier: Option<&Self>) -> Result<(), MatrixError> {
        report::write(&folder.join("matrix"), &self.results, earlier.map(|board| &board.results))?;
        self.figures.write(&folder.join(FIGURES))?;
        let page = folder.join("index.html");
        std::fs::write(&page, self.page()).map_err(MatrixError::io(&page))
    }

    fn page(&self) -> String {
        let data = serde_json::to_string(&Summary::of(self)).expect("a summary is plain data");
        report::filled(PAGE, STYLE, SCRIPT).replacen("\"summary\"", &report::in_script(&data), 1)
    }
}
