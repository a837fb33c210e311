// SPDX-License-Identifier: Apache-2.0
#include "verify/figure_evidence.h"

#include <cmath>
#include <functional>

#include "verify/evidence.h"

namespace chimera::verify {

namespace {

// Reading with one list of complaints.
struct Reader {
    const JsonTree& tree;
    std::vector<std::string>& wrong;
    std::string place;

    std::string text(JsonId of, std::string_view key) const {
        const JsonId id = tree.member(of, key);
        if (id != kNoJson && tree.node(id).kind == JsonKind::kString) return tree.text(id);
        wrong.push_back(place + ": `" + std::string(key) + "` is not a text");
        return {};
    }
    double number(JsonId of, std::string_view key) const {
        const JsonId id = tree.member(of, key);
        const auto value = id == kNoJson ? std::nullopt : tree.number(id);
        if (!value) wrong.push_back(place + ": `" + std::string(key) + "` is not a number");
        return value.value_or(0);
    }
    std::uint64_t whole(JsonId of, std::string_view key) const {
        constexpr double kMost = 4294967295.0;
        const double value = number(of, key);
        if (value >= 0 && value <= kMost && value == std::floor(value)) {
            return static_cast<std::uint64_t>(value);
        }
        wrong.push_back(place + ": `" + std::string(key) + "` is not a whole number");
        return 0;
    }
    std::uint32_t fact(JsonId of, std::string_view key, bool required) const {
        const JsonId id = tree.member(of, key);
        if (id == kNoJson && !required) return 0;
        const std::uint32_t out = id == kNoJson ? 0 : id_of(tree.text(id), 'F');
        if (out == 0) wrong.push_back(place + ": `" + std::string(key) + "` names no fact");
        return out;
    }
    bool has(JsonId of, std::string_view key) const {
        return tree.node(of).kind == JsonKind::kObject && tree.member(of, key) != kNoJson;
    }
    void each(JsonId of, std::string_view key, const std::function<void(JsonId)>& visit) const {
        const JsonId id = tree.member(of, key);
        if (id == kNoJson || tree.node(id).kind != JsonKind::kArray) {
            wrong.push_back(place + ": `" + std::string(key) + "` is not a list");
            return;
        }
        for (JsonId c = tree.first_child(id); c != kNoJson; c = tree.next_sibling(c)) visit(c);
    }
    void objects(JsonId of, std::string_view key, const std::function<void(JsonId)>& visit) const {
        each(of, key, [&](JsonId id) {
            if (tree.node(id).kind == JsonKind::kObject) return visit(id);
            wrong.push_back(place + ": `" + std::string(key) + "` holds what is no object");
        });
    }
    // The member as an object; kNoJson, with a complaint, where it is none.
    JsonId object(JsonId of, std::string_view key) const {
        const JsonId id = tree.member(of, key);
        if (id != kNoJson && tree.node(id).kind == JsonKind::kObject) return id;
        wrong.push_back(place + ": `" + std::string(key) + "` is not an object");
        return kNoJson;
    }
};

}  // namespace

static FigureAxis read_axis(const Reader& reader, JsonId figure, std::string_view key) {
    FigureAxis out;
    const JsonId id = reader.object(figure, key);
    if (id == kNoJson) return out;
    out.name = reader.text(id, "name");
    out.unit = reader.text(id, "unit");
    if (key == "shade") return out;
    out.scale = reader.text(id, "scale");
    if (reader.has(id, "categories")) {
        reader.each(id, "categories",
                    [&](JsonId c) { out.categories.push_back(reader.tree.text(c)); });
    }
    std::vector<double> range;
    reader.each(id, "range", [&](JsonId c) { range.push_back(reader.tree.number(c).value_or(0)); });
    if (range.size() == 2 && range[0] < range[1]) {
        out.low = range[0];
        out.high = range[1];
    } else {
        reader.wrong.push_back(reader.place + ": an axis without a range");
    }
    return out;
}

static FigureSpot read_spot(const Reader& reader, JsonId mark, std::string_view key) {
    FigureSpot out;
    const JsonId id = reader.object(mark, key);
    if (id == kNoJson) return out;
    if (reader.has(id, "category")) {
        out.category = reader.whole(id, "category");
    } else if (reader.has(id, "rank")) {
        out.rank = reader.whole(id, "rank");
        out.of = reader.fact(id, "of", true);
    } else {
        out.fact = reader.fact(id, "fact", true);
        if (reader.has(id, "cell")) {
            out.cell = reader.whole(id, "cell");
            out.value = reader.number(id, "value");
        }
    }
    return out;
}

static EvidenceFigure read_figure(const Reader& reader, JsonId id) {
    EvidenceFigure out;
    out.id = reader.text(id, "id");
    out.kind = reader.text(id, "kind");
    out.claim = reader.text(id, "claim");
    out.title = reader.text(id, "title");
    reader.each(id, "notes", [&](JsonId c) { out.notes.push_back(reader.tree.text(c)); });
    out.x = read_axis(reader, id, "x");
    out.y = read_axis(reader, id, "y");
    if (reader.has(id, "shade")) out.shade = read_axis(reader, id, "shade");
    reader.objects(id, "series", [&](JsonId s) {
        FigureSeries series{reader.text(s, "name"), reader.text(s, "shape"), {}};
        reader.objects(s, "marks", [&](JsonId m) {
            series.marks.push_back({read_spot(reader, m, "x"), read_spot(reader, m, "y"),
                                    reader.fact(m, "interval", false),
                                    reader.fact(m, "spread", false),
                                    reader.fact(m, "shade", false)});
        });
        out.series.push_back(std::move(series));
    });
    if (!reader.has(id, "svg")) return out;
    const JsonId svg = reader.object(id, "svg");
    if (svg == kNoJson) return out;
    out.svg_path = reader.text(svg, "path");
    out.svg_sha256 = reader.text(svg, "sha256");
    return out;
}

std::vector<EvidenceFigure> read_figures(const JsonTree& tree, JsonId top,
                                         std::vector<std::string>& wrong) {
    std::vector<EvidenceFigure> out;
    const Reader all{tree, wrong, "figures"};
    if (!all.has(top, "figures")) return out;
    all.objects(top, "figures", [&](JsonId id) {
        const Reader one{tree, wrong, "figures[" + std::to_string(tree.node(id).index) + "]"};
        out.push_back(read_figure(one, id));
    });
    return out;
}

}  // namespace chimera::verify
