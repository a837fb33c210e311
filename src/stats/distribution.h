// SPDX-License-Identifier: Apache-2.0
// The four distributions that the room needs, on Boost.Math, in double precision throughout so that
// a platform's long double does not show. nullopt: degrees of freedom that are not positive, a
// probability outside (0, 1), a value that is not a number.
#pragma once

#include <optional>

namespace chimera::stats {

// The t that a Student variable exceeds with probability `upper`.
std::optional<double> student_quantile(double upper, double degrees);
// P(|T| >= |t|).
std::optional<double> student_two_sided(double t, double degrees);

// The z that a standard normal variable exceeds with probability `upper`.
std::optional<double> normal_quantile(double upper);
// P(Z >= z).
std::optional<double> normal_upper(double z);

// P(X >= x) of chi-squared and of F.
std::optional<double> chi_squared_upper(double x, double degrees);
std::optional<double> f_upper(double x, double degrees1, double degrees2);

}  // namespace chimera::stats
