#include "qbnet/study/plain_point.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "qbnet/measure/energy.hpp"
#include "qbnet/measure/half_life.hpp"
#include "qbnet/measure/steady_energy.hpp"
#include "qbnet/measure/transmission.hpp"
#include "qbnet/network/families.hpp"
#include "qbnet/solve/evolve.hpp"
#include "qbnet/solve/steady.hpp"

namespace qbnet {
namespace {

// Whether the nearest double has all its digits.
bool in_double(const ScaledReal& x) { return x.is_zero() || std::isnormal(x.value()); }

std::size_t place_of(const auto& all, const auto& one) {
  return static_cast<std::size_t>(std::ranges::find(all, one) - all.begin());
}

// States are worked out when the first measure asks for them.
class Point {
 public:
  Point(const Network& network, const Protocol& protocol, const std::vector<Measure>& measures)
      : network_(network), protocol_(protocol) {
    for (const Measure& measure : measures) {
      if (is_steady_energy(measure.kind) || measure.kind == Measure::Kind::gain) {
        stored_.push_back(network.index_of(measure.mode));
      }
      if (!is_at_time(measure.kind)) continue;
      const std::size_t mode = network.index_of(measure.mode);
      std::vector<std::size_t>& modes = in_time_.modes;
      if (place_of(modes, mode) == modes.size()) modes.push_back(mode);
      if (place_of(times_, measure.time) == times_.size()) times_.push_back(measure.time);
      if (measure.kind == Measure::Kind::efficiency_at) in_time_.supply = true;
    }
  }

  Status add(const Measure& measure, std::vector<double>& out) {
    using Kind = Measure::Kind;
    switch (measure.kind) {
      case Kind::energy:
      case Kind::ergotropy:
      case Kind::thermal_energy:
      case Kind::amplitude:
      case Kind::input_power:
        return add_steady(measure, out);
      case Kind::gain:
        return add_gain(measure, out);
      case Kind::max_power:
      case Kind::max_power_time: {
        const MaximalPower found = maximal_power(network_, {network_.index_of(measure.mode)});
        if (found.status != Status::ok) return found.status;
        const PeakPower& peak = found.peaks.front();
        if (measure.kind == Kind::max_power) return put(measure, peak.power, out);
        out.push_back(peak.time);
        return Status::ok;
      }
      case Kind::half_life:
        return add_half_life(measure, out);
      case Kind::transmission:
      case Kind::isolation:
        return add_response(measure, out);
      case Kind::energy_at:
      case Kind::ergotropy_at:
      case Kind::thermal_energy_at:
      case Kind::efficiency_at:
        return add_at_time(measure, out);
    }
    return Status::failed;
  }

  /// Why the last measure was refused, where it is its size.
  const std::string& reason() const { return reason_; }

 private:
  // The measure of a size, or its logarithm. What no double holds is no answer but to log10_...
  Status put(const Measure& measure, const ScaledReal& value, std::vector<double>& out) {
    out.push_back(measure.log10 ? log10(value) : value.value());
    return measure.log10 ? Status::ok : checked(measure, value);
  }

  Status checked(const Measure& measure, const ScaledReal& size) {
    if (in_double(size)) return Status::ok;
    const bool has_logarithm = measure.kind != Measure::Kind::amplitude &&
                               measure.kind != Measure::Kind::input_power &&
                               measure.kind != Measure::Kind::transmission;
    reason_ = fmt::format("{} is of size 10^{:.1f}, which no double holds with all its digits{}",
                          measure.name, log10(abs(size)),
                          has_logarithm ? "; log10_" + measure.name + " does" : "");
    return Status::inaccurate;
  }

  const Steady& settled() {
    if (!steady_) steady_ = steady(network_);
    return *steady_;
  }

  Status add_steady(const Measure& measure, std::vector<double>& out) {
    const Steady& state = settled();
    if (state.status != Status::ok) return state.status;
    if (measure.kind == Measure::Kind::input_power) {
      return put(measure, state.input_power, out);
    }
    const ScaledComplex& v = state.amplitude[network_.index_of(measure.mode)];
    if (measure.kind == Measure::Kind::amplitude) {
      out.push_back(v.value().real());
      out.push_back(v.value().imag());
      return checked(measure, abs(v));
    }
    if (!energies_) energies_.emplace(network_, state, stored_);
    if (energies_->status() != Status::ok) return energies_->status();
    const std::size_t mode = network_.index_of(measure.mode);
    switch (measure.kind) {
      case Measure::Kind::ergotropy:
        return put(measure, energies_->ergotropy(mode), out);
      case Measure::Kind::thermal_energy:
        return put(measure, energies_->thermal(mode), out);
      default:
        return put(measure, energies_->total(mode), out);
    }
  }

  Status add_at_time(const Measure& measure, std::vector<double>& out) {
    if (!evolved_) evolved_ = evolve(network_, times_, in_time_, protocol_);
    const Evolution& found = *evolved_;
    if (found.status != Status::ok) return found.status;
    const std::size_t k = place_of(found.modes, network_.index_of(measure.mode));
    const std::size_t i = place_of(found.times, measure.time);
    const Fluctuations parts = found.parts.empty() ? Fluctuations() : found.parts[k][i];
    switch (measure.kind) {
      case Measure::Kind::ergotropy_at:
        return put(measure, energy(found.amplitude[k][i]) + parts.squeezed, out);
      case Measure::Kind::thermal_energy_at:
        return put(measure, parts.thermal, out);
      case Measure::Kind::efficiency_at: {
        const std::optional<double> share = found.efficiency(k, i);
        if (!share) return Status::failed;
        return put(measure, ScaledReal(*share), out);
      }
      default:
        return put(measure, found.energy(k, i), out);
    }
  }

  Status add_half_life(const Measure& measure, std::vector<double>& out) {
    const HalfLives found = half_lives(network_, {network_.index_of(measure.mode)});
    if (found.status != Status::ok) return found.status;
    const std::optional<double>& time = found.modes.front().of_energy.first;
    if (!time) return Status::failed;  // it never holds so little
    out.push_back(*time);
    return Status::ok;
  }

  Status add_response(const Measure& measure, std::vector<double>& out) {
    TransmissionOptions options;
    options.bands = false;
    const Transmission found =
        transmission(network_, mode_port(network_, network_.index_of(measure.mode)),
                     mode_port(network_, network_.index_of(measure.to)),
                     std::span(&measure.frequency, 1), options);
    if (found.status != Status::ok) return found.status;
    const TransmissionPoint& point = found.points.front();
    if (measure.kind == Measure::Kind::transmission) {
      return put(measure, norm(point.forward.value), out);
    }
    const double decibels = isolation_db(point);
    if (!std::isfinite(decibels)) return Status::failed;
    out.push_back(decibels);
    return Status::ok;
  }

  Status add_gain(const Measure& measure, std::vector<double>& out) {
    const Steady& own = settled();
    if (own.status != Status::ok) return own.status;
    if (!energies_) energies_.emplace(network_, own, stored_);
    if (energies_->status() != Status::ok) return energies_->status();
    const Network other =
        measure.reference == direct ? reciprocal_direct(network_) : reciprocal_mediated(network_);
    auto& reference = reference_[measure.reference];
    if (!reference) reference = steady(other);
    const std::vector<std::size_t> mode = {other.index_of(measure.mode)};
    const SteadyEnergy below(other, *reference, mode);
    if (below.status() != Status::ok) return below.status();
    const ScaledReal energy = below.total(mode.front());
    if (energy.is_zero()) return Status::failed;
    return put(measure, energies_->total(network_.index_of(measure.mode)) / energy, out);
  }

  const Network& network_;
  const Protocol& protocol_;
  std::string reason_;
  std::vector<std::size_t> stored_;  // modes whose energies are measured
  std::vector<double> times_;
  EvolveOptions in_time_;
  std::optional<Evolution> evolved_;
  std::optional<Steady> steady_;
  std::optional<SteadyEnergy> energies_;
  std::array<std::optional<Steady>, 2> reference_;
};

}  // namespace

void check_at_time(const std::vector<Measure>& measures) {
  for (const Measure& measure : measures) {
    if (is_at_time(measure.kind)) continue;
    throw Error(Refusal::usage,
                fmt::format("measure of a network that changes in time ([[drive]] or [[switch]]) "
                            "must be energy_at, ergotropy_at, thermal_energy_at, efficiency_at or "
                            "a logarithm of them, but is {}",
                            measure.name));
  }
}

Status plain_point(const Network& network, const std::vector<Measure>& measures,
                   std::span<double> out, std::string* reason, const Protocol& protocol) {
  Point point(network, protocol, measures);
  std::vector<double> values;
  Status status = Status::ok;
  for (const Measure& measure : measures) {
    status = point.add(measure, values);
    if (status == Status::ok && !std::isfinite(values.back())) status = Status::failed;
    if (status != Status::ok) break;
  }
  if (reason != nullptr) *reason = point.reason();
  if (status == Status::ok) {
    std::copy(values.begin(), values.end(), out.begin());
  } else {
    std::fill(out.begin(), out.end(), std::numeric_limits<double>::quiet_NaN());
  }
  return status;
}

}  // namespace qbnet
