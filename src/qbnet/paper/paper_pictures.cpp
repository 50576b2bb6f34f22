#include "qbnet/paper/paper_pictures.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <set>
#include <string_view>
#include <system_error>

#include "qbnet/base/quote.hpp"
#include "qbnet/base/share.hpp"
#include "qbnet/base/status.hpp"

extern char** environ;  // NOLINT: POSIX has no other way to pass the environment on

namespace qbnet {
namespace {

std::string interpreter() {
  const char* chosen = std::getenv("QBNET_PYTHON");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/usr/bin/python3";
}

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void no_interpreter(const std::string& program, const std::string& why) {
  throw Error(
      Refusal::missing_part,
      fmt::format("python3 with matplotlib must be there to draw the pictures, but {} cannot "
                  "be run ({}); QBNET_PYTHON names another interpreter",
                  printable(program), why));
}

struct Outcome {
  int status = 0;      ///< as waitpid() says it
  std::string errors;  ///< the end of what was written to the standard error
};

/// Runs a program with nothing to read, its output dropped and its errors caught.
Outcome run(const std::vector<std::string>& words) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) no_interpreter(words.front(), reason(errno));
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  // The pipe first: it may have got the number of a stream that was closed.
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    no_interpreter(words.front(), reason(error));
  }
  Outcome outcome;
  constexpr std::size_t kept = 65536;
  std::array<char, 4096> buffer = {};
  for (;;) {
    const ssize_t count = ::read(ends[0], buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    outcome.errors.append(buffer.data(), static_cast<std::size_t>(count));
    if (outcome.errors.size() > kept) outcome.errors.erase(0, outcome.errors.size() - kept);
  }
  ::close(ends[0]);
  while (::waitpid(child, &outcome.status, 0) < 0 && errno == EINTR) {
  }
  return outcome;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const std::size_t start = text.rfind('\n');
  std::string line = start == std::string::npos ? text : text.substr(start + 1);
  constexpr std::string_view name = "plot.py: ";
  if (line.starts_with(name)) line.erase(0, name.size());
  return line.empty() ? "it did not say why" : printable(line);
}

void require_success(const Outcome& outcome, const std::string& program) {
  if (WIFSIGNALED(outcome.status)) {
    throw Error(Refusal::internal, fmt::format("plot.py must finish, but was stopped by signal {}",
                                               WTERMSIG(outcome.status)));
  }
  const int code = WEXITSTATUS(outcome.status);
  if (code == 0) return;
  const std::string words = last_line(outcome.errors);
  if (code == 127) no_interpreter(program, words);
  if (code == static_cast<int>(Refusal::missing_part)) throw Error(Refusal::missing_part, words);
  if (code == static_cast<int>(Refusal::io)) throw Error(Refusal::io, words);
  throw Error(
      Refusal::internal,
      fmt::format("plot.py must draw the panels, but ended with exit code {}: {}", code, words));
}

/// Has plot.py draw the data files of these names into the folder they are in.
void draw(const std::filesystem::path& directory, const std::string& option,
          const std::vector<std::string>& names, int threads) {
  const std::string program = interpreter();
  const std::string place = std::filesystem::absolute(directory).string();
  // -E: a PYTHONPATH or PYTHONHOME meant for another Python does not reach this one.
  std::vector<std::string> words = {
      program, "-E",     shared_file("paper/plot.py").string(), place,
      place,   "--jobs", std::to_string(std::max(threads, 1)),  option};
  words.insert(words.end(), names.begin(), names.end());
  require_success(run(words), program);
}

std::vector<std::string> files_of(const std::set<std::string>& stems) {
  std::vector<std::string> files;
  for (const std::string& stem : stems) {
    files.push_back(stem + ".svg");
    files.push_back(stem + ".png");
  }
  return files;
}

}  // namespace

std::vector<std::string> draw_pictures(const std::filesystem::path& directory,
                                       const std::vector<Panel>& panels, int threads) {
  std::vector<std::string> names;
  std::set<std::string> stems;
  for (const Panel& panel : panels) {
    names.emplace_back(panel.id);
    stems.insert("fig" + names.back());
  }
  draw(directory, "--only", names, threads);
  for (const char figure : {'2', '3', '4'}) {
    const auto belongs = [&](const Panel& panel) { return panel.id[0] == figure; };
    const auto& all = qbnet::panels();
    if (std::count_if(panels.begin(), panels.end(), belongs) ==
        std::count_if(all.begin(), all.end(), belongs)) {
      stems.insert(std::string("fig") + figure);
    }
  }
  return files_of(stems);
}

std::vector<std::string> draw_charts(const std::filesystem::path& directory,
                                     const std::vector<std::string>& names, int threads) {
  draw(directory, "--charts", names, threads);
  std::set<std::string> stems;
  for (const std::string& name : names) stems.insert("fig" + name);
  return files_of(stems);
}

}  // namespace qbnet
