// Networks whose equations of motion are real but for the phases of their modes.
#pragma once

#include "qbnet/network/network.hpp"

namespace qbnet {

/// True if M = U R U^-1 and b = e^(i beta) U r with real R and r and a diagonal U of phases, as far
/// as doubles can say: then x_j(conj z) = q_j conj(x_j(z)) with one number q_j a mode, and half of
/// any contour is the mirror image of the other (docs/theory.md, section 5). This is so where
/// nothing is detuned, every coupling phase is a multiple of pi/2, every weight and every drive
/// real or imaginary, and the signs so given agree around every loop: the paper's networks are all
/// of this kind. False proves nothing.
bool mirrors(const Network& network);

}  // namespace qbnet
