/*
 * case-values.h -- names of the settlement that are not fields of the page.
 */
#ifndef PRICE_CASE_VALUES_H
#define PRICE_CASE_VALUES_H

#include "result/result.h"

/* Fills what the record and the hospital's file tell: cost, patient_paid,
 * insurance, level ... *month is year*12+month of discharge, 0 if unknown. */
void case_values_of_record(const struct result *r, struct value *cases,
                           int32_t *month);

/* A finding where the record names another hospital than the file does. */
void case_values_check_hospital(struct result *r);

/* Fills what a row of the catalogue tells: group, kind, score ... */
void case_values_of_group(const struct pack *pack, uint32_t group,
                          struct value *cases);

/* employee, resident, self, other in Chinese. */
struct text insurance_words(struct text insurance);

/* What settlements call `insurance`, by 医保类型, where it is given, else by
 * 医疗付费方式: 1, 1.x employee; 2, 3, 2.x, 3.x resident; 7 self; else other
 * (docs/settlement.md). */
struct text case_insurance(struct text type, struct text way);

#endif
