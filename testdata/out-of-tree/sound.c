// SPDX-License-Identifier: GPL-2.0
/* A module as somebody outside the kernel's tree writes it. */
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>

static int count = 1;
module_param(count, int, 0444);
MODULE_PARM_DESC(count, "how many numbers are kept");

static unsigned long *numbers;

static int __init sound_init(void)
{
	int i;

	numbers = kcalloc(count, sizeof(*numbers), GFP_KERNEL);
	if (!numbers)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		numbers[i] = jiffies + i;
	return 0;
}

static void __exit sound_exit(void)
{
	kfree(numbers);
}

module_init(sound_init);
module_exit(sound_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Test module of kolink");
