#include "qbnet/base/status.hpp"

namespace qbnet {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::inaccurate:
      return "inaccurate";
    case Status::unstable:
      return "unstable";
    case Status::marginal:
      return "marginal";
    case Status::singular:
      return "singular";
    case Status::interrupted:
      return "interrupted";
    case Status::failed:
      return "failed";
  }
  return "failed";
}

int exit_code(Status status) {
  switch (status) {
    case Status::ok:
      return 0;
    case Status::unstable:
    case Status::marginal:
    case Status::singular:
      return static_cast<int>(Refusal::physics);
    case Status::inaccurate:
      return static_cast<int>(Refusal::accuracy);
    case Status::interrupted:
      return 130;
    case Status::failed:
      return static_cast<int>(Refusal::internal);
  }
  return static_cast<int>(Refusal::internal);
}

}  // namespace qbnet
