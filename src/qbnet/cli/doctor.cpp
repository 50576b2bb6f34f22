#include <arb.h>
#include <camd.h>
#include <flint/flint.h>
#include <fmt/format.h>
#include <gnu/libc-version.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <boost/version.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "qbnet/base/memory.hpp"
#include "qbnet/base/status.hpp"
#include "qbnet/cli/command.hpp"
#include "qbnet/cli/parser.hpp"
#include "qbnet/cli/self_test.hpp"
#include "qbnet/files/json_output.hpp"

namespace qbnet::cli {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

struct OptionalPart {
  std::string name;
  std::string version;  ///< empty: missing
  std::string needed_for;
  std::string package;
};

struct Findings {
  std::string compiler;
  Entries libraries;
  std::size_t processors = 0;
  double memory_bytes = 0;
  std::vector<std::string> cpu_features;
  std::vector<OptionalPart> optional;
  std::vector<SelfTest> tests;
  bool healthy() const {
    return std::all_of(tests.begin(), tests.end(), [](const SelfTest& t) { return t.passed(); });
  }
  bool complete() const {
    return std::none_of(optional.begin(), optional.end(),
                        [](const OptionalPart& part) { return part.version.empty(); });
  }
  int exit_code() const {
    if (!healthy()) return static_cast<int>(Refusal::internal);
    return complete() ? 0 : static_cast<int>(Refusal::missing_part);
  }
};

// __builtin_cpu_supports takes nothing but literals.
std::vector<std::string> cpu_features() {
  std::vector<std::string> found;
#if defined(__x86_64__) || defined(__i386__)
  if (__builtin_cpu_supports("sse4.2")) found.emplace_back("sse4.2");
  if (__builtin_cpu_supports("avx")) found.emplace_back("avx");
  if (__builtin_cpu_supports("avx2")) found.emplace_back("avx2");
  if (__builtin_cpu_supports("fma")) found.emplace_back("fma");
  if (__builtin_cpu_supports("avx512f")) found.emplace_back("avx512f");
#endif
  return found;
}

// The interpreter and the library that `qbnet paper` draws with.
OptionalPart matplotlib() {
  OptionalPart part = {"python3 with matplotlib", "", "the pictures of `qbnet paper`",
                       "python3-matplotlib"};
  const char* const chosen = std::getenv("QBNET_PYTHON");
  ::setenv("QBNET_DOCTOR_PYTHON",
           chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3", 1);
  FILE* const pipe = ::popen(
      "\"$QBNET_DOCTOR_PYTHON\" -c 'import matplotlib; print(matplotlib.__version__)' "
      "2>/dev/null </dev/null",
      "re");
  if (pipe == nullptr) return part;
  std::array<char, 64> line = {};
  const bool answered = std::fgets(line.data(), line.size(), pipe) != nullptr;
  if (::pclose(pipe) != 0 || !answered) return part;
  part.version = line.data();
  part.version.erase(part.version.find_last_not_of('\n') + 1);
  return part;
}

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

Findings examine() {
  Findings found;
  found.compiler = fmt::format("g++ {}", __VERSION__);
  found.libraries = {
      {"Arb", arb_version},
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"CAMD", dotted(CAMD_MAIN_VERSION, CAMD_SUB_VERSION, CAMD_SUBSUB_VERSION)},
      {"CLI11", CLI11_VERSION},
      {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)},
      {"FLINT", flint_version},
      {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"glibc", gnu_get_libc_version()},
      {"nlohmann-json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                               NLOHMANN_JSON_VERSION_PATCH)}};
  found.processors = std::max(1U, std::thread::hardware_concurrency());
  found.memory_bytes = usable_memory();
  found.cpu_features = cpu_features();
  found.optional = {matplotlib()};
  found.tests = self_test();
  return found;
}

std::string to_json(const Findings& found) {
  using Layout = JsonWriter::Layout;
  JsonWriter json;
  json.begin_object();
  json.key("format");
  json.value("qbnet-doctor/1");
  json.key("status");
  json.value(to_string(found.healthy() ? Status::ok : Status::failed));
  json.key("version");
  json.value(QBNET_VERSION);
  json.key("compiler");
  json.value(found.compiler);
  json.key("libraries");
  json.begin_object();
  for (const auto& [name, version] : found.libraries) {
    json.key(name);
    json.value(version);
  }
  json.end_object();
  json.key("processors");
  json.value(found.processors);
  json.key("memory");
  json.value(found.memory_bytes);
  json.key("cpu_features");
  json.begin_array(Layout::line);
  for (const std::string& feature : found.cpu_features) json.value(feature);
  json.end_array();
  json.key("optional");
  json.begin_array();
  for (const OptionalPart& part : found.optional) {
    json.begin_object(Layout::line);
    json.key("name");
    json.value(part.name);
    json.key("version");
    part.version.empty() ? json.null() : json.value(part.version);
    json.key("needed_for");
    json.value(part.needed_for);
    json.end_object();
  }
  json.end_array();
  json.key("self_test");
  json.begin_array();
  for (const SelfTest& test : found.tests) {
    json.begin_object(Layout::line);
    json.key("name");
    json.value(test.name);
    json.key("error");
    json.value(test.error);
    json.key("allowed");
    json.value(test.allowed);
    json.key("passed");
    json.value(test.passed());
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string to_text(const Findings& found) {
  std::string text =
      fmt::format("qbnet {}, compiled by {}\n\nLibraries\n", QBNET_VERSION, found.compiler);
  for (const auto& [name, version] : found.libraries) {
    text += fmt::format("  {:<14} {}\n", name, version);
  }
  text +=
      fmt::format("\nMachine\n  {} processors, {:.3g} GB of memory\n  CPU features: {}\n",
                  found.processors, found.memory_bytes * 1e-9, fmt::join(found.cpu_features, " "));
  text += "\nOptional parts\n";
  for (const OptionalPart& part : found.optional) {
    text += part.version.empty()
                ? fmt::format("  missing  {}, needed for {}; on Debian: apt-get install {}\n",
                              part.name, part.needed_for, part.package)
                : fmt::format("  found    {} {}\n", part.name, part.version);
  }
  text += "\nSelf-test\n";
  for (const SelfTest& test : found.tests) {
    text += fmt::format("  {}   {}: relative error {:.1e}, allowed {:.0e}\n",
                        test.passed() ? "passed" : "FAILED", test.name, test.error, test.allowed);
  }
  return text;
}

Action declare(Parser& parser) {
  auto as_json = std::make_shared<bool>(false);
  parser.flag("--json", *as_json, "print JSON");
  return [as_json](Streams& streams) {
    const Findings found = examine();
    write_output(streams.out, *as_json ? to_json(found) : to_text(found));
    return found.exit_code();
  };
}

}  // namespace

Command doctor_command() {
  return {"doctor",
          "[options]",
          "versions, CPU features, optional parts, self-test against closed forms",
          "Says what this program was built with, what it finds on this machine, and whether its "
          "solver gives the paper's closed forms here. Exit code 0: all is well; 9: all is well, "
          "but an optional part is missing; 1: the self-test failed.",
          {{"qbnet doctor", "read it, or send it with a report of a problem"},
           {"qbnet doctor --json", "the same for a script"}},
          declare};
}

}  // namespace qbnet::cli
