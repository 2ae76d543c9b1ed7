// capital: an amount in Chinese capital figures (人民币大写), as forms, vouchers and print want it.
#ifndef DOMAIN_BENEFITS_CAPITAL_H
#define DOMAIN_BENEFITS_CAPITAL_H

#include "base/base.h"

// 1280.50 CNY → 人民币壹仟贰佰捌拾元伍角. 整 stands behind 元 and 角 where no 分 follows. Other
// currencies are written as code and number.
str benefits_capital(struct arena *arena, money amount);

#endif
