#include "qbnet/base/share.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "qbnet/base/status.hpp"

namespace qbnet {

namespace fs = std::filesystem;

fs::path shared_file(std::string_view name) {
  std::vector<fs::path> roots;
  if (const char* chosen = std::getenv("QBNET_SHARE_DIR"); chosen != nullptr && *chosen != '\0') {
    roots.emplace_back(chosen);
  } else {
    std::error_code unreadable;
    const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
    if (!unreadable) roots.push_back(program.parent_path().parent_path() / "share" / "qbnet");
    roots.emplace_back(fs::path(QBNET_SOURCE_DIR) / "src" / "qbnet");
    roots.emplace_back(QBNET_SOURCE_DIR);
  }
  for (const fs::path& root : roots) {
    std::error_code none;
    if (fs::exists(root / name, none)) return root / name;
  }
  throw Error(Refusal::missing_part,
              fmt::format("{} must be in {}, but is not (QBNET_SHARE_DIR names another place)",
                          name, roots.front().string()));
}

}  // namespace qbnet
