/*
 * fit.h -- what the files of the money half share.
 *
 * On the way: the rows as numbers (facts.c), the factor of normal cases
 * (account.c), point values, what is paid beyond the limits of cost
 * (deviation.c, points.c), the fund (fund.c); then where the region's own
 * formulas hold these numbers (trial.c, place.c), and what is said of
 * them (tell.h).
 */
#ifndef CALIBRATE_FIT_FIT_H
#define CALIBRATE_FIT_FIT_H

#include "calibrate/fit/observed.h"
#include "calibrate/fit/span.h"
#include "expr/expr.h"

/* ---- rows as numbers ----------------------------------------------------- */

enum fact_given {
    FACT_POINTS = 1,
    FACT_VALUE = 2, /* a point value, told or standard over points */
    FACT_STANDARD = 4,
    FACT_FUND = 8,
    FACT_MEAN = 16, /* cost and mean cost */
    FACT_PAID = 32  /* the patient's part */
};

/* By what a value may differ between rows. */
enum fit_key {
    KEY_KIND,
    KEY_INSURANCE,
    KEY_CLASS,
    KEY_MONTH,
    KEY_INSURED_MONTH,
    KEY_KIND_CLASS,
    KEY_GROUP,
    KEYS
};

struct fact {
    const struct observed *row;
    unsigned given; /* enum fact_given */
    double score, mean, cost, paid;
    struct span points, value, standard, fund;
    struct text class;  /* of the group: what formulas call `class` */
    uint64_t key[KEYS]; /* the words of the row that it differs by */
    double columns;     /* product of the columns that are factors */
    double x;           /* cost over what it is compared with */
};

/* ---- a value and its exceptions ------------------------------------------ */

struct exception {
    uint64_t key;
    const struct fact *first; /* a row of that key */
    struct common common;
};

/* What rows hold in common, and which kinds of rows hold another value. */
struct account {
    struct common main;
    enum fit_key key; /* KEYS: no exceptions */
    struct exception *exceptions;
    uint32_t count;
    uint32_t named; /* of them: the region's own formulas except that kind */
    uint32_t support, total;
};

/* ---- beyond the limits --------------------------------------------------- */

/* By what of its factor a deviating case's multiplier is multiplied. */
enum fit_scale {
    SCALE_ALL,     /* as normal cases */
    SCALE_NONE,    /* by nothing: the score alone */
    SCALE_COLUMNS, /* without the hospital's own factor */
    SCALE_OWN,     /* by the hospital's factor alone */
    SCALES
};

enum fit_form {
    FORM_NONE,  /* as a normal case */
    FORM_RATIO, /* low: value * x */
    FORM_PAID,  /* low: value * cost is the standard */
    FORM_FIXED, /* value, whatever the cost */
    FORM_EXCESS /* high: 1 + value * (x - from) */
};

enum fit_reference {
    REFERENCE_MEAN,     /* the group's mean cost */
    REFERENCE_STANDARD, /* what a normal case of the group would be paid */
    REFERENCES
};

#define BANDS_MAX 4
/* Fewer cases off a known form may be mistakes by hand. */
#define STRANGE_SIDE 5

/* One side: what is paid, and from which x on. */
struct side {
    enum fit_form form;
    enum fit_scale scale;
    struct common value;           /* the share */
    uint32_t bands;                /* of scores, each with its own `from` */
    struct common from[BANDS_MAX]; /* of FORM_EXCESS */
    struct span upto[BANDS_MAX];   /* scores of a band; the last has no end */
    struct span limit[BANDS_MAX];  /* x where the side begins */
    double now[BANDS_MAX];         /* a number of the region that the limit may
                                      be; 0: it has none */
    struct text name[BANDS_MAX];   /* of the set that holds it, or empty */
    uint32_t support, total;       /* of the cases beyond the limit */
    int8_t inclusive; /* a case that stands on the limit is beyond it: 1, it is
                         not: 0, there is none: -1 */
};

struct deviation {
    enum fit_reference reference;
    struct side low, high;
    struct span extreme; /* x from which on a case is normal again */
    bool has_extreme;
    struct span most; /* a multiplier that is not exceeded */
    bool has_most;
    uint32_t support, total;
};

/* ---- the fund ------------------------------------------------------------ */

enum fund_form {
    FUND_LESS_PAID_0, /* max(0, standard - patient_paid) */
    FUND_LESS_PAID,
    FUND_STANDARD,
    FUND_RATIO,      /* standard * ratio */
    FUND_RATIO_LESS, /* max(0, standard - patient_paid) * ratio */
    FUND_OWN_RATIO,  /* standard * (cost - patient_paid) / cost */
    FUND_LESSER_0,   /* max(0, min(standard, cost) - patient_paid) */
    FUND_LESSER,
    FUND_LESSER_RATIO, /* min(standard, cost) * ratio */
    FUND_COST,         /* cost - patient_paid */
    FUND_FORMS
};

struct fund {
    bool asked, known; /* known: most cases are explained */
    enum fund_form form;
    struct common ratio; /* of the forms with one */
    uint32_t support, total;
    unsigned ties; /* bit n: form n explains as many rows */
};

/* ---- the whole ----------------------------------------------------------- */

#define COLUMNS_MAX 3

struct fit {
    const struct observed_set *set;
    struct fit_result *out;
    struct fact *facts; /* rows that can be fitted, not held out */
    uint32_t count;
    bool by_money; /* no points: standards stand in their place */
    unsigned usual[OBSERVED_MONEY]; /* places that most of a column have */
    uint32_t columns[COLUMNS_MAX];  /* factor columns, then steps */
    uint32_t column_count;
    struct account factor; /* points over score */
    struct account more;   /* the same over `factor`, by something else */
    struct account value;  /* standard over points */
    int points_places; /* to which points are rounded before they are paid; -1:
                          they are not */
    struct deviation deviation;
    struct fund fund;
    double level; /* by_money: the level factor that is taken as it stands */
    bool failed;  /* memory ended */
};

/* Memory until fit_free; NULL, and fit->failed, where it ended. */
void *fit_alloc(struct fit *fit, size_t bytes);

/* Fills a fact with a row's numbers; false if nothing can be fitted on it. */
bool fact_of(const struct fit *fit, const struct observed *row,
             struct fact *out);
/* What a row has in a column, a factor column or behind these a step; 1 if it
 * has nothing there. */
double fact_column(const struct fit *fit, const struct observed *row,
                   uint32_t column);
/* Reads the rows that are not held out. */
void fit_facts(struct fit *fit);

/* What the spans of so many facts hold in common; `keys`: bits of fit_key by
 * which exceptions are looked for. */
void account_find(struct fit *fit, const struct fact *const *facts,
                  const struct span *spans, uint32_t count, unsigned keys,
                  struct account *out);
/* What holds for a fact; of a held-out row, too. */
const struct common *account_of(const struct account *account,
                                const struct fact *fact);
/* True if it differs by what a set has attributes for. */
static inline bool account_in_set(const struct account *account)
{
    return account->key == KEY_INSURANCE || account->key == KEY_MONTH ||
           account->key == KEY_INSURED_MONTH;
}

/* The number that is taken for it: the shortest. Of a group it is such that
 * the group's score times it is short. */
double account_number(const struct account *account, const struct fact *fact);

/* Factor, point value. */
void fit_factor(struct fit *fit);
void fit_value_of_point(struct fit *fit);
/* Rows explained, less what its exceptions cost. */
int64_t account_worth(const struct account *account);
/* What points are multiplied with: SCALE_ALL of a normal case. */
double fact_scale(const struct fit *fit, const struct fact *fact,
                  enum fit_scale scale);

/* The same by the points that were found, which are exact. */
void fit_value_again(struct fit *fit);

void fit_deviation(struct fit *fit);
/* Its cost over what it is compared with. */
double fact_x(const struct fit *fit, const struct fact *fact,
              enum fit_reference reference);
/* The number that is taken for a span; of one without end infinity. */
double span_spoken(struct span s);
/* The same of a side's limit: what the region has already, if it may be. */
double limit_spoken(const struct side *side, uint32_t band);
/* True if a fact's score lies in a band of the side; the band in which it does.
 */
bool side_scored(const struct side *side, uint32_t band,
                 const struct fact *fact);
uint32_t side_band(const struct side *side, const struct fact *fact);
/* Finds to how many places points are rounded before they are paid. */
void fit_rounding(struct fit *fit);

/* by_money: standards over scores are point values times `level`; the parts
 * that a point value has. */
void split_money(struct fit *fit);

/* The points that what was found gives a fact. */
double fact_points(const struct fit *fit, const struct fact *fact);

void fit_fund(struct fit *fit);
double fund_value(enum fund_form form, const struct fact *fact, double standard,
                  double ratio);

/* The standard that what was found gives a fact. */
double fact_standard(const struct fit *fit, const struct fact *fact);
/* True if most normal cases have a factor in common. */
bool factor_known(const struct fit *fit);

/* Writes what was found to fit->out. */
void fit_tell(struct fit *fit);

#endif
