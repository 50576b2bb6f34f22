#include "qbnet/resolvent/stability.hpp"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <complex>

#include "qbnet/resolvent/matrix.hpp"

namespace qbnet {
namespace {

constexpr std::size_t largest_cluster = 2000;
constexpr double tolerance = 1e-13;

// One equation sum_k coefficient_k v_k = 0 that every dark mode obeys once `active`: row j of H1
// when v_j is known to be 0, or a dissipator.
struct Row {
  std::vector<std::pair<std::size_t, std::complex<double>>> terms;
  std::size_t unknown = 0;
  bool active = false;
  int level = 0;
};

class DarkSearch {
 public:
  explicit DarkSearch(const Network& network) : network_(network), n_(network.size()) {
    rows_.resize(n_ + network.dissipators().size());
    of_mode_.resize(n_);
    for (const Coupling& c : network.couplings()) {
      if (c.strength == 0) continue;
      const std::complex<double> z = std::polar(1.0, c.phase) * c.strength;
      rows_[c.to].terms.emplace_back(c.from, z);
      rows_[c.from].terms.emplace_back(c.to, std::conj(z));
    }
    for (std::size_t d = 0; d < network.dissipators().size(); ++d) {
      if (network.dissipators()[d].rate == 0) continue;
      for (const auto& [mode, weight] : network.dissipators()[d].weights) {
        if (weight != 0.0) rows_[n_ + d].terms.emplace_back(mode, weight);
      }
    }
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      rows_[r].unknown = rows_[r].terms.size();
      for (const auto& [mode, coefficient] : rows_[r].terms) of_mode_[mode].push_back(r);
    }
    level_.assign(n_, -1);
  }

  // Strikes off every mode whose amplitude in a dark mode is forced to 0.
  void strike_off() {
    std::vector<std::size_t> queue;
    const auto forced = [&](std::size_t mode, int level) {
      if (level_[mode] < 0) {
        level_[mode] = level;
        queue.push_back(mode);
      }
    };
    const auto use = [&](std::size_t r) {
      if (!rows_[r].active || rows_[r].unknown != 1) return;
      for (const auto& [mode, coefficient] : rows_[r].terms) forced(mode, rows_[r].level + 1);
    };
    for (std::size_t j = 0; j < n_; ++j) {
      if (network_.rates(j).loss > 0) forced(j, 0);
    }
    for (std::size_t d = n_; d < rows_.size(); ++d) {
      rows_[d].active = true;
      use(d);
    }
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const std::size_t mode = queue[next];
      rows_[mode].active = true;
      rows_[mode].level = level_[mode];
      for (const std::size_t r : of_mode_[mode]) {
        --rows_[r].unknown;
        rows_[r].level = std::max(rows_[r].level, level_[mode]);
        use(r);
      }
      use(mode);
    }
  }

  // What is left falls into clusters that share a coupling or an equation.
  std::vector<std::vector<std::size_t>> clusters() const {
    std::vector<std::vector<std::size_t>> result;
    std::vector<char> seen(n_, 0);
    for (std::size_t start = 0; start < n_; ++start) {
      if (level_[start] >= 0 || seen[start]) continue;
      std::vector<std::size_t> cluster = {start};
      seen[start] = 1;
      for (std::size_t next = 0; next < cluster.size(); ++next) {
        const auto visit = [&](const Row& row) {
          for (const auto& [mode, coefficient] : row.terms) {
            if (level_[mode] < 0 && !seen[mode]) {
              seen[mode] = 1;
              cluster.push_back(mode);
            }
          }
        };
        visit(rows_[cluster[next]]);
        for (const std::size_t r : of_mode_[cluster[next]]) {
          if (rows_[r].active) visit(rows_[r]);
        }
      }
      std::sort(cluster.begin(), cluster.end());
      result.push_back(std::move(cluster));
    }
    return result;
  }

  // Eigenvectors of H1 inside the cluster that obey every equation.
  std::vector<DarkMode> dark_modes(const std::vector<std::size_t>& cluster) const {
    const auto m = static_cast<Eigen::Index>(cluster.size());
    const auto local = [&](std::size_t mode) {
      return static_cast<Eigen::Index>(std::lower_bound(cluster.begin(), cluster.end(), mode) -
                                       cluster.begin());
    };
    Eigen::MatrixXcd h = Eigen::MatrixXcd::Zero(m, m);
    std::vector<std::size_t> equations;
    for (const std::size_t mode : cluster) {
      h(local(mode), local(mode)) = network_.rates(mode).detuning;
      for (const auto& [other, z] : rows_[mode].terms) {
        if (level_[other] < 0) h(local(mode), local(other)) = z;
      }
      for (const std::size_t r : of_mode_[mode]) {
        if (rows_[r].active) equations.push_back(r);
      }
    }
    std::sort(equations.begin(), equations.end());
    equations.erase(std::unique(equations.begin(), equations.end()), equations.end());
    Eigen::MatrixXcd b = Eigen::MatrixXcd::Zero(static_cast<Eigen::Index>(equations.size()), m);
    for (std::size_t e = 0; e < equations.size(); ++e) {
      const auto row = static_cast<Eigen::Index>(e);
      for (const auto& [mode, coefficient] : rows_[equations[e]].terms) {
        if (level_[mode] < 0) b(row, local(mode)) = coefficient;
      }
      b.row(row).stableNormalize();
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXcd> solver(h);
    const Eigen::VectorXd& frequency = solver.eigenvalues();
    const double close = tolerance * std::max(h.norm(), 1e-300);
    std::vector<DarkMode> dark;
    for (Eigen::Index first = 0, last = 0; first < m; first = last) {
      for (last = first + 1; last < m && frequency[last] - frequency[last - 1] <= close;) ++last;
      const Eigen::MatrixXcd space = solver.eigenvectors().middleCols(first, last - first);
      Eigen::MatrixXcd directions = space;
      if (b.rows() > 0) {
        const Eigen::JacobiSVD<Eigen::MatrixXcd> svd(b * space, Eigen::ComputeFullV);
        Eigen::Index rank = 0;
        for (Eigen::Index s = 0; s < svd.singularValues().size(); ++s) {
          if (svd.singularValues()[s] > tolerance * static_cast<double>(m)) ++rank;
        }
        directions = space * svd.matrixV().rightCols(space.cols() - rank);
      }
      for (Eigen::Index d = 0; d < directions.cols(); ++d) {
        const double f = std::abs(frequency[first]) <= close ? 0.0 : frequency[first];
        dark.push_back({f, heaviest(cluster, directions.col(d))});
      }
    }
    return dark;
  }

  const std::vector<int>& levels() const { return level_; }

  // Classes for the modes not struck off: the nearer to damping, the earlier.
  void order_by_distance(std::vector<int>& classes, int first) const {
    std::vector<std::size_t> now, next;
    for (std::size_t mode = 0; mode < n_; ++mode) {
      if (classes[mode] >= 0) now.push_back(mode);
    }
    for (int distance = first; !now.empty(); ++distance, now = std::move(next)) {
      next.clear();
      for (const std::size_t mode : now) {
        const auto visit = [&](const Row& row) {
          for (const auto& [other, coefficient] : row.terms) {
            if (classes[other] >= 0) continue;
            classes[other] = distance;
            next.push_back(other);
          }
        };
        visit(rows_[mode]);
        for (const std::size_t r : of_mode_[mode]) {
          if (r >= n_) visit(rows_[r]);
        }
      }
    }
    for (int& c : classes) c = c < 0 ? first : c;
  }

 private:
  static std::vector<std::size_t> heaviest(const std::vector<std::size_t>& cluster,
                                           const Eigen::VectorXcd& vector) {
    const Eigen::VectorXd weight = vector.cwiseAbs2();
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < cluster.size(); ++k) {
      if (weight[static_cast<Eigen::Index>(k)] > 1e-6 * weight.maxCoeff()) order.push_back(k);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return weight[static_cast<Eigen::Index>(a)] > 1.000001 * weight[static_cast<Eigen::Index>(b)];
    });
    for (std::size_t& k : order) k = cluster[k];
    return order;
  }

  const Network& network_;
  std::size_t n_;
  std::vector<Row> rows_;                          // one a mode, then one a dissipator
  std::vector<std::vector<std::size_t>> of_mode_;  // rows that hold the mode
  std::vector<int> level_;                         // when struck off; -1: not
};

std::string describe(const Network& network, const DarkMode& dark) {
  std::string names;
  for (std::size_t k = 0; k < dark.modes.size() && k < 8; ++k) {
    names += fmt::format("{}\"{}\"", k == 0 ? "" : ", ", network.mode(dark.modes[k]).name);
  }
  if (dark.modes.size() > 8) names += fmt::format(" and {} more", dark.modes.size() - 8);
  const std::string where = dark.frequency == 0
                                ? std::string("resonant with the drive")
                                : fmt::format("at frequency {:.6g} from the drive", dark.frequency);
  if (dark.modes.size() == 1) return fmt::format("mode {} never decays ({})", names, where);
  return fmt::format("a normal mode on {} never decays ({})", names, where);
}

}  // namespace

Stability stability(const Network& network) {
  require_passive(network);
  Stability result;
  if (std::ranges::all_of(network.data().mode_kinds,
                          [](const ModeRates& rates) { return rates.loss > 0; })) {
    result.reason = "stable by construction: every mode is lossy";
    return result;
  }
  DarkSearch search(network);
  search.strike_off();
  result.order_class = search.levels();
  int last = 0;
  for (const int level : result.order_class) last = std::max(last, level);
  search.order_by_distance(result.order_class, last + 1);
  for (const std::vector<std::size_t>& cluster : search.clusters()) {
    if (cluster.size() > largest_cluster) {
      result.status = Status::failed;
      result.reason = fmt::format(
          "stability is not decided: a cluster of {} lossless modes around \"{}\" is larger than "
          "{}",
          cluster.size(), network.mode(cluster.front()).name, largest_cluster);
      return result;
    }
    for (DarkMode& dark : search.dark_modes(cluster)) result.dark.push_back(std::move(dark));
  }
  if (result.dark.empty()) {
    result.reason = "stable: every lossless mode decays through its neighbours or baths";
    return result;
  }
  std::stable_sort(result.dark.begin(), result.dark.end(), [](const auto& a, const auto& b) {
    return (a.frequency == 0) > (b.frequency == 0);
  });
  const DarkMode& worst = result.dark.front();
  result.status = worst.frequency == 0 ? Status::singular : Status::marginal;
  result.reason = describe(network, worst);
  if (result.dark.size() > 1) result.reason += fmt::format("; {} such in all", result.dark.size());
  return result;
}

}  // namespace qbnet
