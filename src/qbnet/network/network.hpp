// A network of bosonic modes: valid once made, never changed.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/base/pages.hpp"
#include "qbnet/network/kinds.hpp"
#include "qbnet/network/mode_names.hpp"

namespace qbnet {

enum class Role { charger, battery, mediator };
std::string_view to_string(Role role);

/// A bath whose modes are squeezed about the frame's frequency: <b b> = -(n + 1/2) exp(i phase)
/// sinh 2r, <b^+ b> = n cosh 2r + sinh^2 r, with the bath occupation n.
struct BathSqueezing {
  double r = 0;      ///< |r| <= 350, so that sinh^2 r is a double
  double phase = 0;  ///< radians
  bool operator==(const BathSqueezing&) const = default;
};

/// A bosonic mode o_j in the frame rotating with the drive. Rates in one unit of the user's choice.
struct Mode {
  std::string name;  ///< [A-Za-z_][A-Za-z0-9_]*, at most 64 characters, unique
  Role role = Role::battery;
  double loss = 0;                 ///< kappa >= 0: the ENERGY decays at kappa, amplitude at kappa/2
  double detuning = 0;             ///< Delta: H gains Delta o^+ o
  double thermal = 0;              ///< bath occupation >= 0
  std::complex<double> drive = 0;  ///< xi: H gains xi o + h.c.
  double gain = 0;                 ///< >= 0: gain D[o^+], the energy grows at this rate
  BathSqueezing squeezing = {};    ///< of the bath that takes `loss`
};

/// H gains  strength exp(i phase) o_from o_to^+ + h.c.  Only the flux around a loop is physical.
struct Coupling {
  std::size_t from = 0;
  std::size_t to = 0;
  double strength = 0;
  double phase = 0;  ///< radians
};

/// Parametric coupling: H gains  strength exp(i phase) o_first^+ o_second^+ + h.c.; with first ==
/// second half of it, so that a mode alone is marginal at strength = loss/2 and two at the
/// geometric mean of their losses/2.
struct Squeezer {
  std::size_t first = 0;
  std::size_t second = 0;
  double strength = 0;
  double phase = 0;  ///< radians
};

/// A shared bath with L = sum_j weight_j o_j: rate ((thermal + 1) D[L] + thermal D[L^+]).
struct Dissipator {
  double rate = 0;  ///< >= 0
  std::vector<std::pair<std::size_t, std::complex<double>>>
      weights;         ///< (mode, weight), modes distinct
  double thermal = 0;  ///< occupation >= 0
};

/// A mode but for its name.
struct ModeRates {
  Role role = Role::battery;
  double loss = 0, detuning = 0, thermal = 0;
  std::complex<double> drive = 0;
  double gain = 0;
  BathSqueezing squeezing = {};
  bool operator==(const ModeRates&) const = default;
};

/// A coupling but for its ends.
struct CouplingRates {
  double strength = 0, phase = 0;
  bool operator==(const CouplingRates&) const = default;
};

/// What a network is made of, before it is checked.
struct NetworkParts {
  std::vector<Mode> modes;
  std::vector<Coupling> couplings;
  std::vector<Dissipator> dissipators;
  std::vector<Squeezer> squeezers = {};

  std::size_t size() const { return modes.size(); }
  void add_mode(std::string name, const ModeRates& rates);
  void add_coupling(std::size_t from, std::size_t to, double strength, double phase) {
    couplings.push_back({from, to, strength, phase});
  }
};

/// What a network is made of, as it is stored: rates that are equal once, 4 bytes a mode and 12 a
/// coupling where they are (families), about 100 bytes a mode of its own rates otherwise.
struct NetworkData {
  struct Link {
    std::uint32_t from, to, kind;
  };
  ModeNames names;
  Pages<std::uint32_t> mode_kind;
  Kinds<ModeRates> mode_kinds;
  Pages<Link> links;
  Kinds<CouplingRates> coupling_kinds;
  std::vector<Dissipator> dissipators;
  std::vector<Squeezer> squeezers;

  std::size_t size() const { return mode_kind.size(); }
  /// Not checked here.
  void add_mode(std::string_view name, const ModeRates& rates);
  void add_coupling(std::size_t from, std::size_t to, double strength, double phase);
};

class Network {
 public:
  Network() = default;
  /// Checks the parts: names well formed and unique, indices in range, no self-coupling, no pair of
  /// modes coupled or squeezed twice (in either direction), every number finite, losses, gains,
  /// occupations and rates >= 0, no mode twice in one dissipator. Throws Error(Refusal::input) with
  /// one sentence otherwise.
  explicit Network(const NetworkParts& parts);
  /// The same of parts as they are stored: how to make a network of millions of modes.
  explicit Network(NetworkData data);
  /// As above, for parts whose names and pairs are known to be well formed and unique: they come
  /// from a family or from another network. Numbers are checked.
  struct KnownShape {};
  Network(const NetworkParts& parts, KnownShape known);
  Network(NetworkData data, KnownShape known);

  std::size_t size() const { return data_.mode_kind.size(); }
  Mode mode(std::size_t j) const;
  std::string name(std::size_t j) const { return data_.names[j]; }
  std::vector<std::string> names() const;
  const ModeRates& rates(std::size_t j) const { return data_.mode_kinds[data_.mode_kind[j]]; }
  /// Modes, couplings: ranges of values, made as they are read.
  auto modes() const {
    return std::views::iota(std::size_t{0}, size()) |
           std::views::transform([this](std::size_t j) { return mode(j); });
  }
  Coupling coupling(std::size_t k) const {
    const auto& [from, to, kind] = data_.links[k];
    const auto& [strength, phase] = data_.coupling_kinds[kind];
    return {from, to, strength, phase};
  }
  auto couplings() const {
    return std::views::iota(std::size_t{0}, data_.links.size()) |
           std::views::transform([this](std::size_t k) { return coupling(k); });
  }
  const std::vector<Dissipator>& dissipators() const { return data_.dissipators; }
  const std::vector<Squeezer>& squeezers() const { return data_.squeezers; }
  const NetworkData& data() const { return data_; }
  /// All of it, to be changed and made into another network.
  NetworkParts parts() const;

  /// Index of the mode with this name, if there is one.
  std::optional<std::size_t> find(std::string_view name) const;
  /// As find(), but throws Error(Refusal::input) that names the nearest known mode.
  std::size_t index_of(std::string_view name) const;
  /// Indices of the modes with this role, in order.
  std::vector<std::size_t> with_role(Role role) const;
  bool driven() const;

 private:
  // Made when a name is first asked for: most large networks are never asked.
  struct Index {
    std::once_flag made;
    ModeNames::Index index;
  };

  NetworkData data_;
  std::shared_ptr<Index> index_ = std::make_shared<Index>();
};

}  // namespace qbnet
