// A network of bosonic modes: valid once made, never changed.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "qbnet/network/name_index.hpp"

namespace qbnet {

enum class Role { charger, battery, mediator };
std::string_view to_string(Role role);

/// A bosonic mode o_j in the frame rotating with the drive. Rates in one unit of the user's choice.
struct Mode {
  std::string name;  ///< [A-Za-z_][A-Za-z0-9_]*, at most 64 characters, unique
  Role role = Role::battery;
  double loss = 0;                 ///< kappa >= 0: the ENERGY decays at kappa, amplitude at kappa/2
  double detuning = 0;             ///< Delta: H gains Delta o^+ o
  double thermal = 0;              ///< bath occupation >= 0
  std::complex<double> drive = 0;  ///< xi: H gains xi o + h.c.
};

/// H gains  strength exp(i phase) o_from o_to^+ + h.c.  Only the flux around a loop is physical.
struct Coupling {
  std::size_t from = 0;
  std::size_t to = 0;
  double strength = 0;
  double phase = 0;  ///< radians
};

/// A shared bath: rate * D[ sum_j weight_j o_j ].
struct Dissipator {
  double rate = 0;  ///< >= 0
  std::vector<std::pair<std::size_t, std::complex<double>>>
      weights;  ///< (mode, weight), modes distinct
};

/// What a network is made of, before it is checked.
struct NetworkParts {
  std::vector<Mode> modes;
  std::vector<Coupling> couplings;
  std::vector<Dissipator> dissipators;
};

class Network {
 public:
  Network() = default;
  /// Checks the parts: names well formed and unique, indices in range, no self-coupling, no pair of
  /// modes coupled twice (in either direction), every number finite, losses, occupations and rates
  /// >= 0, no mode twice in one dissipator. Throws Error(Refusal::input) with one sentence
  /// otherwise.
  explicit Network(NetworkParts parts);
  /// As above, for parts whose names and pairs are known to be well formed and unique: they come
  /// from a family or from another network. Numbers are checked.
  struct KnownShape {};
  Network(NetworkParts parts, KnownShape known);

  std::size_t size() const { return parts_.modes.size(); }
  const std::vector<Mode>& modes() const { return parts_.modes; }
  const Mode& mode(std::size_t j) const { return parts_.modes[j]; }
  const std::vector<Coupling>& couplings() const { return parts_.couplings; }
  const std::vector<Dissipator>& dissipators() const { return parts_.dissipators; }
  const NetworkParts& parts() const { return parts_; }

  /// Index of the mode with this name, if there is one.
  std::optional<std::size_t> find(std::string_view name) const;
  /// As find(), but throws Error(Refusal::input) that names the nearest known mode.
  std::size_t index_of(std::string_view name) const;
  /// Indices of the modes with this role, in order.
  std::vector<std::size_t> with_role(Role role) const;
  bool driven() const;

 private:
  // Made when a name is first asked for: most large networks are never asked.
  struct Names {
    std::once_flag made;
    NameIndex index;
  };

  NetworkParts parts_;
  std::shared_ptr<Names> names_ = std::make_shared<Names>();
};

}  // namespace qbnet
