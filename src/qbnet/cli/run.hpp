// The program as a function: what main() and the tests call.
#pragma once

#include <iosfwd>

namespace qbnet::cli {

/// Runs one command line (argv[0] is skipped). Data go to `out`, messages to `err`. Returns the
/// exit code (see the list in `qbnet help`); throws nothing.
int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace qbnet::cli
