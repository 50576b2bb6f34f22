// Columns into the kind of file that its name asks for.
#pragma once

#include <filesystem>

#include "qbnet/files/atomic_file.hpp"
#include "qbnet/files/column_table.hpp"

namespace qbnet {

/// A header line with the names, then a line a row. Numbers have 17 significant digits; a NaN
/// leaves its field empty. Facts are left out.
void write_columns_csv(const ColumnTable& table, const Append& append);

/// A structured array of one dimension: fields '<f8', '<i8' and, for text, '<U' of the longest.
/// Facts are left out.
void write_columns_npy(const ColumnTable& table, const Append& append);

/// A dataset a column, with attributes "units" and "description"; text has the width of the
/// longest. Facts are attributes of the root. Fills the empty file of this descriptor.
void write_columns_hdf5(const ColumnTable& table, int descriptor,
                        const std::filesystem::path& path);

/// Writes .csv, .npy, .h5 or .hdf5, whole or not at all, in pieces: beyond them no cell is kept.
/// Errors: those of check_output_file() (output_format.hpp); Error(Refusal::io) with the reason.
void write_columns(const std::filesystem::path& path, const ColumnTable& table,
                   Existing existing = Existing::refuse);

}  // namespace qbnet
