#include "expr-golden.h"

static void operators_bind_as_written(void **state)
{
    static const struct golden table[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"10 - 4 - 3", "3"},
        {"100 / 10 / 5", "2"},
        {"2 * 3 + 4 * 5", "26"},
        {"-2 * 3", "-6"},
        {"2 - -3", "5"},
        {"--4", "4"},
        {"-(1 + 2)", "-3"},
        {"1 / 3", "0.333333333333"},
        {"2 / 3", "0.666666666667"},
        {"-2 / 3", "-0.666666666667"},
        {"0.1 + 0.2", "0.3"},
        {"stay_days + age", "54"},
        {"total_cost - patient_paid", "11345.67"},
        {"1 < 2", "是"},
        {"2 <= 2", "是"},
        {"2 < 2", "否"},
        {"3 >= 4", "否"},
        {"4 > 3", "是"},
        {"1 = 1.0", "是"},
        {"1 != 1.0", "否"},
        {"1 + 1 = 2", "是"},
        {"1 = 1 or 1 = 2 and 1 = 3", "是"},
        {"(1 = 1 or 1 = 2) and 1 = 3", "否"},
        {"not 1 = 2", "是"},
        {"not 1 = 1 or 1 = 1", "是"},
        {"not (1 = 1 or 1 = 1)", "否"},
        {"not not 1 = 1", "是"},
        {"1 = 1 and 2 = 2 and 3 = 4", "否"},
        {"1 = 2 or 2 = 3 or 3 = 3", "是"},
        {"'abc' < 'abd'", "是"},
        {"'ab' < 'abc'", "是"},
        {"'it''s'", "it's"},
        {"sex = '1'", "是"},
        {"birth_date < admission_time", "是"},
        {"birth_date = date('1980-02-29')", "是"},
        {"(1 = 1) = (2 = 2)", "是"},
        {"(1 = 1) != (2 = 2)", "否"},
        {" \n1\t+\r\n1 ", "2"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void codes_lie_in_ranges(void **state)
{
    static const struct golden table[] = {
        {"diagnoses[1].code in K80", "是"},
        {"diagnoses[1].code in K80.1", "是"},
        {"diagnoses[1].code in K80.100", "是"},
        {"diagnoses[1].code in K80.1001", "否"},
        {"diagnoses[1].code in K81", "否"},
        {"diagnoses[1].code in K79-K80", "是"},
        {"diagnoses[1].code in K80-K83", "是"},
        {"diagnoses[1].code in K80 - K83", "是"},
        {"diagnoses[1].code in K81-K83", "否"},
        {"diagnoses[1].code in K70-K79", "否"},
        {"diagnoses[1].code in K80.0-K80.1", "是"},
        {"diagnoses[1].code in K80.2-K80.9", "否"},
        {"diagnoses[1].code in A00-B99, K80", "是"},
        {"diagnoses[1].code in (K81, K80)", "是"},
        {"diagnoses[1].code in (K81)", "否"},
        {"diagnoses[2].code in I10.x", "是"},
        {"diagnoses[2].code in I10.X00", "是"},
        {"procedures[1].code in 51.2300x001", "是"},
        {"procedures[1].code in 51.2300X001", "是"},
        {"procedures[1].code in 51.22-51.23", "是"},
        {"procedures[1].code in 51.24-51.29", "否"},
        {"procedures[1].code in 00.4, 51.23", "是"},
        {"procedures[2].code in 47", "是"},
        {"pathology_code in M8140/3", "是"},
        {"pathology_code in M8000-M8139", "否"},
        {"pathology_code in M8000/3-M8589/3", "是"},
        {"diagnoses[1].code in K90, K80-K85, A01, K83-K89, B01-C02", "是"},
        {"diagnoses[1].code in A01, B02, C03, D04, E05, F06, G07, K80.2", "否"},
        {"outpatient_code in A17", "是"},
        {"companion(outpatient_code) in G01", "是"},
        {"not diagnoses[1].code in K80, K81 and sex = '1'", "否"},
        {"if(diagnoses[1].code in K80, 'a', 'b')", "a"},
        {"if(diagnoses[1].code in (K81), 1, 2)", "2"},
        {"if(diagnoses[1].code in K81, stay_days, age)", "45"},
        {"any(diagnoses, code in I10, I11)", "是"},
        {"category(diagnoses[1].code)", "K80"},
        {"category(diagnoses[1].code) = 'K80'", "是"},
        {"category(diagnoses[1].code) in K80-K83", "是"},
        {"category(diagnoses[1].code) = category(diagnoses[1].code)", "是"},
        {"category(diagnoses[1].code) != category(diagnoses[2].code)", "是"},
        {"any(diagnoses, category(code) != category(diagnoses[1].code))", "是"},
        {"category(diagnoses[9].code) = category(diagnoses[9].code)", "否"},
        {"category(procedures[1].code) = 'K80'",
         "category(诊断编码) 要的是诊断编码，这里是手术编码"},
        {"diagnoses[1].code = 'K80.100'", "是"},
        {"'k80.100' = diagnoses[1].code", "是"},
        {"diagnoses[2].code = 'I10.X00'", "是"},
        {"diagnoses[1].code != 'K80'", "是"},
        {"diagnoses[1].code < diagnoses[2].code", "否"},
        {"diagnoses[1].code = diagnoses[1].name", "否"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void texts_and_numbers_stand_in_lists(void **state)
{
    static const struct golden table[] = {
        {"sex in '1', '2'", "是"},
        {"sex in '2', '9'", "否"},
        {"sex in ('1')", "是"},
        {"payment_method in '1', '1.1' and sex = '1'", "是"},
        {"if(sex in ('1', '2'), 'a', 'b')", "a"},
        {"stay_days in 7, 9", "是"},
        {"stay_days in (-9, 9.00)", "是"},
        {"stay_days in 7, 8", "否"},
        {"-stay_days in -9", "是"},
        {"patient_name in '王小明'", "是"},
        {"if(stay_days in 7, 8, 9 or 1 = 1, 'y', 'n')", "y"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void missing_follows_the_law(void **state)
{
    static const struct golden table[] = {
        {"infant_age = 3", "否"},
        {"infant_age != 3", "否"},
        {"not infant_age = 3", "是"},
        {"infant_age + 1", "（空）"},
        {"-infant_age", "（空）"},
        {"abs(infant_age)", "（空）"},
        {"injury_cause_code in S00-T98", "否"},
        {"not injury_cause_code in S00-T98", "是"},
        {"current_phone = '1'", "否"},
        {"missing(infant_age)", "是"},
        {"given(infant_age)", "否"},
        {"blank(infant_age)", "是"},
        {"missing(current_phone)", "是"},
        {"blank(current_phone)", "否"},
        {"given(current_phone)", "否"},
        {"blank(allergy)", "是"},
        {"left_blank(allergy)", "是"},
        {"left_blank(infant_age)", "否"},
        {"left_blank(current_phone)", "否"},
        {"left_blank(qc_date)", "否"},
        {"left_blank(diagnoses[3].code)", "是"},
        {"left_blank(diagnoses[40].code)", "否"},
        {"missing(qc_date)", "是"},
        {"blank(qc_date)", "否"},
        {"bad_value(qc_date)", "是"},
        {"unread(qc_date)", "日"},
        {"given(unread(birth_date))", "否"},
        {"bad_value(current_phone)", "否"},
        {"bad_value(birth_date)", "否"},
        {"given(sex)", "是"},
        {"missing(diagnoses[3].code)", "是"},
        {"missing(diagnoses[40].code)", "是"},
        {"blank(diagnoses[40].code)", "是"},
        {"missing(infant_age + 1)", "是"},
        {"given(age + 1)", "是"},
        {"default(infant_age, 7)", "7"},
        {"default(age, 7)", "45"},
        {"default(infant_age + 1, age)", "45"},
        {"default(allergy, 'none')", "none"},
        {"default(injury_cause_code, 'none')", "none"},
        {"default(outpatient_code, 'none')", "A17.0"},
        {"max(age, infant_age)", "（空）"},
        {"min(infant_age, age)", "（空）"},
        {"days(birth_date, qc_date)", "（空）"},
        {"length(allergy)", "（空）"},
        {"matches(allergy, '.*')", "（空）"},
        {"not matches(allergy, '.*')", "是"},
        {"exists(injury_cause_code)", "（空）"},
        {"not exists(injury_cause_code)", "是"},
        {"exists(injury_cause_code) or 1 = 2", "否"},
        {"1 = 2 or exists(injury_cause_code)", "否"},
        {"1 = 1 and exists(injury_cause_code)", "否"},
        {"if(exists(injury_cause_code), 1, 2)", "2"},
        {"if(infant_age = 1, 1, infant_age = 2, 2, 3)", "3"},
        {"if(1 = 1, infant_age, 3)", "（空）"},
        {"text(infant_age)", "（空）"},
        {"1 / 0", "（空）"},
        {"0 / 0", "（空）"},
        {"default(1 / 0, 5)", "5"},
        {"in_dictionary(allergy) and 1 = 1",
         "in_dictionary(选项字段) 的参数要是一个有字典的字段"},
        {"dagger(injury_cause_code)", "（空）"},
        {"companion(diagnoses[1].code)", "（空）"},
        {"id_valid(allergy)", "（空）"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void functions_answer(void **state)
{
    static const struct golden table[] = {
        {"if(age > 60, 'old', age > 40, 'middle', 'young')", "middle"},
        {"if(age > 60, 1, 2) + 1", "3"},
        {"if(1 = 2, diagnoses[1].code, 'x')", "x"},
        {"if(1 = 1, diagnoses[1].code, 'x')", "K80.100"},
        {"length(if(1 = 1, diagnoses[1].code, 'x'))", "7"},
        {"min(3, 1, 2)", "1"},
        {"max(3, 1, 2)", "3"},
        {"max(birth_date, date('1990-01-01'))", "1990-01-01"},
        {"round(2.5)", "3"},
        {"round(-2.5)", "-3"},
        {"round(2.345, 2)", "2.35"},
        {"round(2 / 3, 4)", "0.6667"},
        {"abs(-7.5)", "7.5"},
        {"abs(7.5)", "7.5"},
        {"days(admission_time, discharge_time)", "9"},
        {"days(discharge_time, admission_time)", "-9"},
        {"days(date('2024-02-28'), date('2024-03-01'))", "2"},
        {"hours(admission_time, discharge_time)", "222.5"},
        {"hours(birth_date, discharge_time)", "（空）"},
        {"age_at(birth_date, admission_time)", "45"},
        {"age_at(birth_date, date('2025-02-28'))", "44"},
        {"hour(admission_time)", "8"},
        {"hour(birth_date)", "（空）"},
        {"day(admission_time)", "2025-03-01"},
        {"day(admission_time) = date('2025-03-01')", "是"},
        {"admission_time = date('2025-03-01')", "否"},
        {"admission_time", "2025-03-01 08:30"},
        {"length(patient_name)", "3"},
        {"length('')", "0"},
        {"length(diagnoses[1].code)", "7"},
        {"matches(id_number, '\\d{17}[\\dX]')", "是"},
        {"matches(patient_name, '王..')", "是"},
        {"matches(patient_name, '王.')", "否"},
        {"matches(diagnoses[1].code, 'K80.*')", "是"},
        {"starts(patient_name, '王')", "是"},
        {"starts(patient_name, '李')", "否"},
        {"contains(patient_name, '小')", "是"},
        {"akin('肺癌', '肺恶性肿瘤')", "是"},
        {"akin('冠心病', '冠状动脉粥样硬化性心脏病')", "是"},
        {"akin('糖尿病', '高血压病')", "否"},
        {"akin('', '高血压病')", "否"},
        {"starts(diagnoses[1].code, 'K8')", "是"},
        {"text(stay_days)", "9"},
        {"text(birth_date)", "1980-02-29"},
        {"text(diagnoses[2].code)", "I10.x00"},
        {"text(sex)", "1"},
        {"text(1) < text(2)", "是"},
        {"starts(text(total_cost), text(123))", "是"},
        {"exists(diagnoses[1].code)", "是"},
        {"exists(diagnoses[2].code)", "是"},
        {"exists(outpatient_code)", "否"},
        {"exists(procedures[2].code)", "是"},
        {"kind(procedures[2].code)", "surgery"},
        {"kind(procedures[1].code)", "intervention"},
        {"kind(procedures[3].code)", "（空）"},
        {"agreed_kind(procedures[2].code)", "surgery"},
        {"agreed_kind(procedures[3].code)", "（空）"},
        {"only_sex(diagnoses[4].code)", "2"},
        {"only_sex(diagnoses[1].code)", "（空）"},
        {"principal(diagnoses[1].code)", "（空）"},
        {"age_from(diagnoses[4].code)", "3650"},
        {"age_to(diagnoses[4].code)", "20075"},
        {"age_to(diagnoses[1].code)", "（空）"},
        {"standard_name(diagnoses[1].code)", "（空）"},
        {"dagger(outpatient_code)", "是"},
        {"asterisk(outpatient_code)", "否"},
        {"dagger(diagnoses[1].code)", "否"},
        {"companion(outpatient_code)", "G01"},
        {"exists(companion(outpatient_code))", "否"},
        {"well_formed(diagnoses[1].code)", "是"},
        {"in_dictionary(sex)", "是"},
        {"meaning(sex)", "男"},
        {"id_valid(id_number)", "是"},
        {"id_birth(id_number)", "1980-02-29"},
        {"id_sex(id_number)", "1"},
        {"id_valid(old_id)", "是"},
        {"id_birth(old_id)", "1980-02-29"},
        {"id_sex(old_id)", "2"},
        {"id_valid('410401198002290019')", "否"},
        {"id_valid('410401198002300011')", "否"},
        {"id_valid('41040119800229001')", "否"},
        {"id_valid('11010519491231002X')", "是"},
        {"id_sex('11010519491231002X')", "2"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void lists_are_walked_row_by_row(void **state)
{
    static const struct golden table[] = {
        {"any(diagnoses, code in K80)", "是"},
        {"any(diagnoses, code in Z00)", "否"},
        {"all(diagnoses, given(code))", "是"},
        {"all(diagnoses, code in K80)", "否"},
        {"count(diagnoses)", "3"},
        {"count(procedures)", "2"},
        {"count(diagnoses, missing(name))", "2"},
        {"count(diagnoses, row > 1)", "2"},
        {"sum(diagnoses, row)", "7"},
        {"sum(procedures, if(level = '4', 10, 1))", "11"},
        {"sum(diagnoses, infant_age)", "（空）"},
        {"any(procedures, date < admission_time)", "否"},
        {"any(procedures, date = date('2025-03-04'))", "是"},
        {"any(procedures, level = '4' and sex = '1')", "是"},
        {"count(diagnoses, any(procedures, level = '2'))", "3"},
        {"any(diagnoses, code in I10 and any(procedures, code in 47.0))", "是"},
        {"any(diagnoses, all(procedures, any(diagnoses, count(procedures) = "
         "2)))",
         "是"},
        {"sum(diagnoses, sum(procedures, row))", "9"},
        {"any(diagnoses, count(procedures, row = 2) = row)", "是"},
        {"any(diagnoses, condition = '4') and count(diagnoses, code in I10) = "
         "1",
         "是"},
        {"all(diagnoses, exists(code))", "是"},
        {"if(any(procedures, code in 47.0, 47.1), 12, 15)", "12"},
        {"any(diagnoses, not condition = '1')", "是"},
    };

    (void)state;
    check_plain(table, COUNT(table));
}

static void rules_see_their_row(void **state)
{
    static const struct golden table[] = {
        {"code in I10", "是"},
        {"row", "2"},
        {"this.row", "2"},
        {"this.code", "I10.x00"},
        {"name", "（空）"},
        {"any(diagnoses, code = this.code and row != this.row)", "否"},
        {"any(diagnoses, code > this.code)", "是"},
        {"count(diagnoses, row < this.row)", "1"},
        {"any(procedures, row = this.row and code in 47)", "是"},
        {"sex = '1' and code in O00-O99", "否"},
        {"missing(this.name)", "是"},
        {"diagnoses[1].code", "K80.100"},
    };
    struct kit *k = kit_open();

    (void)state;
    kit_use_rows(k, LIST_DIAGNOSES, 2);
    check(k, table, COUNT(table));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_written),
        cmocka_unit_test(codes_lie_in_ranges),
        cmocka_unit_test(texts_and_numbers_stand_in_lists),
        cmocka_unit_test(missing_follows_the_law),
        cmocka_unit_test(functions_answer),
        cmocka_unit_test(lists_are_walked_row_by_row),
        cmocka_unit_test(rules_see_their_row),
    };
    return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
