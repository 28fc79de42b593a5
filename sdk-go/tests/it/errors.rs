//! What users see when their code is wrong.
