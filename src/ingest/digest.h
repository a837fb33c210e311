// SPDX-License-Identifier: Apache-2.0
// What is known of a file's records from the file alone: how each column reads, which rows failed,
// which part each table plays. Runs in the thread that parsed the file.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/config.h"
#include "model/record_set.h"
#include "producers/producer.h"

namespace chimera::ingest {

// The registry's answers, shared by all threads: a folder repeats its headings in every file.
class ReadingCache {
public:
    // `tool` wrote the file; nullptr where nobody is known to have.
    model::Reading read(std::string_view name, std::string_view unit,
                        const producers::Producer* tool = nullptr);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, model::Reading> known_;
};

// Fills FileRecords::produced_by, Column::reading, ListColumn::reading, Table::failed and
// Table::role.
void digest(model::FileRecords& records, const Config& config, ReadingCache& cache,
            std::vector<model::ConfigUse>& uses);

// Does a segment of the path say that settings stand beneath it? "benchmarks/0/config"
bool is_setting_path(std::string_view path);

// Does the pointer of a context or the name of a column say which model? "model", "model/name".
bool names_model(std::string_view pointer, const model::Reading& reading);

}  // namespace chimera::ingest
