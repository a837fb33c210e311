// SPDX-License-Identifier: Apache-2.0
#include "stats/distribution.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/policies/policy.hpp>
#include <cmath>

namespace chimera::stats {

namespace policies = boost::math::policies;

// No exception leaves Boost: what it would throw comes back as NaN or infinity, and `finite` turns
// that into "undefined".
using Quiet = policies::policy<
    policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>>;

using Student = boost::math::students_t_distribution<double, Quiet>;
using Normal = boost::math::normal_distribution<double, Quiet>;
using ChiSquared = boost::math::chi_squared_distribution<double, Quiet>;
using FisherF = boost::math::fisher_f_distribution<double, Quiet>;

static std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

static bool is_probability(double value) {
    return value > 0 && value < 1;
}
static bool is_positive(double value) {
    return std::isfinite(value) && value > 0;
}

std::optional<double> student_quantile(double upper, double degrees) {
    if (!is_probability(upper) || !is_positive(degrees)) return std::nullopt;
    return finite(quantile(complement(Student(degrees), upper)));
}

std::optional<double> student_two_sided(double t, double degrees) {
    if (std::isnan(t) || !is_positive(degrees)) return std::nullopt;
    if (std::isinf(t)) return 0.0;
    return finite(2 * cdf(complement(Student(degrees), std::fabs(t))));
}

std::optional<double> normal_quantile(double upper) {
    if (!is_probability(upper)) return std::nullopt;
    return finite(quantile(complement(Normal(), upper)));
}

std::optional<double> normal_upper(double z) {
    if (!std::isfinite(z)) return std::nullopt;
    return finite(cdf(complement(Normal(), z)));
}

std::optional<double> chi_squared_upper(double x, double degrees) {
    if (!std::isfinite(x) || x < 0 || !is_positive(degrees)) return std::nullopt;
    return finite(cdf(complement(ChiSquared(degrees), x)));
}

std::optional<double> f_upper(double x, double degrees1, double degrees2) {
    if (!std::isfinite(x) || x < 0) return std::nullopt;
    if (!is_positive(degrees1) || !is_positive(degrees2)) return std::nullopt;
    return finite(cdf(complement(FisherF(degrees1, degrees2), x)));
}

}  // namespace chimera::stats
