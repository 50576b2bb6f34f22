// qbnet_bench [--out=DIR] [--rounds=N] [--no-memory] [options of Google Benchmark]
#include <fmt/format.h>

#include <cstring>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/accuracy.hpp"
#include "bench/growth.hpp"
#include "bench/memory.hpp"
#include "bench/report.hpp"
#include "bench/warm.hpp"
#include "qbnet/files/atomic_file.hpp"

namespace qbnet::bench {
namespace {

struct Options {
  std::filesystem::path out = "results/bench";
  int rounds = 3;
  bool memory = true;
};

// Takes its own options out of `words`.
Options own_options(std::vector<std::string>& words) {
  Options options;
  std::erase_if(words, [&](const std::string& word) {
    if (word.starts_with("--out=")) {
      options.out = word.substr(std::strlen("--out="));
    } else if (word.starts_with("--rounds=")) {
      options.rounds = std::stoi(word.substr(std::strlen("--rounds=")));
    } else if (word == "--no-memory") {
      options.memory = false;
    } else {
      return false;
    }
    return true;
  });
  return options;
}

int run(int argc, char** argv) {
  if (const auto code = memory_job(argc, argv)) return *code;
  if (const auto code = growth_job(argc, argv)) return *code;
  if (const auto code = warm_job(argc, argv)) return *code;
  std::vector<std::string> words(argv, argv + argc);
  const Options options = own_options(words);
  words.insert(words.begin() + 1, "--benchmark_min_time=0.05");
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  int count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return 2;

  // First: a process starts with the peak of the one that it comes from.
  const std::vector<Memory> memory = options.memory ? peak_memory() : std::vector<Memory>();

  // Every round runs everything once, so that a busy minute hits all of a row alike.
  Collector collector;
  for (int round = 0; round < options.rounds; ++round) {
    if (benchmark::RunSpecifiedBenchmarks(&collector) == 0) return 2;
  }
  const std::vector<Accuracy> accuracy = accuracy_at_fig4_rates();
  std::string text = fmt::format(
      "\nProcessor time; ratio: the peer's time over qbnet's, medians and minima of {} rounds.\n\n",
      options.rounds);
  text += collector.ratios() + "\nGrowth of the time with the number of batteries\n\n";
  text += collector.growth() +
          "\nRelative error of the terminal battery's steady energy against "
          "Eq. (3), cascades at the rates of Fig. 4\n\n";
  text += text_of(accuracy);
  if (options.memory) {
    text += "\nPeak memory, bytes a battery, the network included\n\n" + text_of(memory);
  }
  fmt::print("{}", text);
  const benchmark::CPUInfo& processors = benchmark::CPUInfo::Get();
  const nlohmann::ordered_json json = {{"format", "qbnet-bench/1"},
                                       {"processors", processors.num_cpus},
                                       {"cycles_per_second", processors.cycles_per_second},
                                       {"rounds", options.rounds},
                                       {"times", collector.json()},
                                       {"accuracy", json_of(accuracy)},
                                       {"memory", json_of(memory)}};
  std::filesystem::create_directories(options.out);
  write_file(options.out / "bench.json", json.dump(1) + "\n", Existing::replace);
  write_file(options.out / "tables.md", text, Existing::replace);
  fmt::print("\nwritten: {0}/bench.json, {0}/tables.md\n", options.out.string());
  return collector.failed() ? 1 : 0;
}

}  // namespace
}  // namespace qbnet::bench

int main(int argc, char** argv) {
  try {
    return qbnet::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "qbnet_bench: {}\n", error.what());
    return 1;
  }
}
