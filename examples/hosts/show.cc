/*
 * Linux:   c++ -Iinclude show.cc ./pregroup.so -Wl,-rpath,'$ORIGIN' &&
 *          ./a.out 首页.xml
 * Windows: cl /EHsc /utf-8 /Iinclude show.cc pregroup.lib && show 首页.xml
 */
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <pregroup/pregroup.h>
#include <stdexcept>
#include <string>

static const pregroup_api *const api = pregroup_get_api(PREGROUP_MAJOR);

// 各结构先清零，再填自己的大小。
template <class T> static T sized()
{
    T value{};
    value.size = sizeof(T);
    return value;
}

static void must(pregroup_status status, const pregroup_error &error)
{
    if (status != PREGROUP_OK)
        throw std::runtime_error(error.text);
}

using engine_ptr = std::unique_ptr<pregroup_engine, decltype(api->close)>;
using result_ptr = std::unique_ptr<pregroup_result, decltype(api->result_free)>;

static engine_ptr open(const char *pack)
{
    auto config = sized<pregroup_config>();
    auto error = sized<pregroup_error>();
    pregroup_engine *engine = nullptr;
    config.pack = pack;
    must(api->open(&config, &engine, &error), error);
    return engine_ptr(engine, api->close);
}

static result_ptr run(const engine_ptr &engine, const std::string &page)
{
    auto input = sized<pregroup_input>();
    auto error = sized<pregroup_error>();
    pregroup_result *result = nullptr;
    input.data = page.data();
    input.length = page.size();
    must(api->run(engine.get(), &input, &result, &error), error);
    return result_ptr(result, api->result_free);
}

static void show(const pregroup_result *result, uint32_t record)
{
    static const char *const severities[] = {"", "info", "warning", "error"};
    auto f = sized<pregroup_finding>();
    auto s = sized<pregroup_summary>();
    for (uint32_t i = 0; !api->result_finding(result, record, i, &f); i++)
        std::cout << severities[f.severity] << ' ' << f.rule << ' ' << f.message
                  << '\n';
    api->result_summary(result, record, &s);
    if (s.grouping == PREGROUP_GROUPED)
        std::cout << "病种 " << s.group << ' ' << s.group_name << '\n';
    if (s.settlement == PREGROUP_PRICED)
        std::cout << "支付标准 " << std::fixed
                  << static_cast<double>(s.standard_fen) / 100 << " 元\n";
}

int main(int argc, char **argv)
try {
    std::ifstream file(argc > 1 ? argv[1] : "", std::ios::binary);
    if (!file)
        throw std::runtime_error("用法：show 首页.xml");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const engine_ptr engine = open(nullptr); // 空指针：内置的示例市
    const result_ptr result = run(engine, page);
    std::cout.precision(2);
    for (uint32_t i = 0; i < api->result_records(result.get()); i++)
        show(result.get(), i);
} catch (const std::exception &error) {
    std::cerr << "pregroup：" << error.what() << '\n';
    return 1;
}
