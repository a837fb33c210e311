// SPDX-License-Identifier: Apache-2.0
// Judges a document by a schema that another project published.
#pragma once

#include <memory>
#include <string>

namespace chimera::results {

class ForeignSchema {
public:
    explicit ForeignSchema(const std::string& path);
    ~ForeignSchema();
    ForeignSchema(const ForeignSchema&) = delete;
    ForeignSchema& operator=(const ForeignSchema&) = delete;

    // "" where the document satisfies the schema.
    std::string complaint(const std::string& document) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace chimera::results
