// The panels drawn by paper/plot.py, which runs as a program of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "qbnet/paper/figures.hpp"

namespace qbnet {

/// Draws the data files of these panels in `directory` into the same directory, and each figure of
/// which all panels are there; returns the names of the files written. The interpreter is
/// $QBNET_PYTHON, else /usr/bin/python3; no shell is involved. Errors: Refusal::missing_part if
/// there is no such interpreter, no plot.py or no matplotlib; Refusal::io if it could not write;
/// Refusal::internal with its last words otherwise.
std::vector<std::string> draw_pictures(const std::filesystem::path& directory,
                                       const std::vector<Panel>& panels, int threads);

/// The same for data files fig<name>.csv whose comments say how they are drawn (chart_csv()).
std::vector<std::string> draw_charts(const std::filesystem::path& directory,
                                     const std::vector<std::string>& names, int threads);

}  // namespace qbnet
