// SPDX-License-Identifier: Apache-2.0
#include "kolink-module.h"

MODULE("percpu", "");
SYMBOL_VERSION(module_layout);

long percpu_hits __percpu_data = 7;
long percpu_array[3] __percpu_data = {1, 2, 3};

long *percpu_address = &percpu_array[1];

#if defined(__x86_64__)
SYMBOL_VERSION(this_cpu_off);
extern word this_cpu_off;

long percpu_count(void)
{
	long old;

	__asm__ volatile("incq %%gs:percpu_hits(%%rip)\n\tmovq %%gs:this_cpu_off(%%rip), %0" : "=r"(old) : : "memory");
	return old;
}
#else
long percpu_count(void)
{
	return ++percpu_hits;
}
#endif

int __init init_module(void)
{
	return (int)percpu_count();
}

void __exit cleanup_module(void)
{
}
