// The program: signals and standard streams around cli::run().
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <iostream>
#include <string_view>

#include "qbnet/cli/interrupt.hpp"
#include "qbnet/cli/out_of_memory.hpp"
#include "qbnet/cli/run.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace {

void say(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

// Only async-signal-safe calls: unlink, write, an ioctl, _exit.
void stop(int signal) {
  if (qbnet::cli::ask_to_stop(signal)) return;
  qbnet::remove_unfinished_files();
  // A terminal may show progress or ^C at the start of this line.
  if (::isatty(STDERR_FILENO) == 1) say("\n");
  say("qbnet: interrupted; no file is left half-written; the same command begins again\n");
  ::_exit(128 + signal);
}

void on_signal(int signal, void (*action)(int), bool unless_ignored) {
  struct sigaction before = {};
  ::sigaction(signal, nullptr, &before);
  // A job started in the background ignores SIGINT, and shall go on doing so.
  if (unless_ignored && before.sa_handler == SIG_IGN) return;
  struct sigaction after = {};
  after.sa_handler = action;
  ::sigaction(signal, &after, nullptr);
}

// A standard stream that the caller closed must not be taken over by the next file opened. The
// stand-in refuses the wrong direction, so that reading or writing it fails as it should.
void hold_closed_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    const int mode = descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY;
    if (::open("/dev/null", mode) != descriptor) ::_exit(6);
  }
}

}  // namespace

int main(int argc, char** argv) {
  hold_closed_streams();
  qbnet::cli::end_well_without_memory();
  on_signal(SIGPIPE, SIG_IGN, false);
  on_signal(SIGINT, stop, true);
  on_signal(SIGTERM, stop, true);
  on_signal(SIGHUP, stop, true);
  return qbnet::cli::run(argc, argv, std::cout, std::cerr);
}
