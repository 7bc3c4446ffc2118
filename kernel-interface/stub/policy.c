// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may load: what init_module() asks, in a kernel where the stub cannot see
 * all of what it asks.
 */
#include <linux/capability.h>
#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/string.h>

#include "kolink.h"

#define KL_SYSCTL "/proc/sys/kernel/modules_disabled"

static bool ignore_policy;
module_param(ignore_policy, bool, 0400);
MODULE_PARM_DESC(ignore_policy,
		 "load although modules are disabled, or only signed ones are wanted");

/* Whether it is the sysctl itself, and not what somebody mounted there. */
static bool kl_is_sysctl(const struct file *file)
{
	const struct dentry *name = file->f_path.dentry;
	const struct dentry *kernel = name->d_parent, *sys = kernel->d_parent;

	return name->d_sb->s_magic == PROC_SUPER_MAGIC &&
	       !strcmp(name->d_name.name, "modules_disabled") &&
	       !strcmp(kernel->d_name.name, "kernel") && !strcmp(sys->d_name.name, "sys") &&
	       sys->d_parent == name->d_sb->s_root;
}

/* The variable itself could not be told from any other zero. */
static bool kl_disabled(void)
{
	struct file *file = filp_open(KL_SYSCTL, O_RDONLY, 0);
	bool disabled = true;
	char value = 0;
	loff_t pos = 0;

	if (IS_ERR(file))
		return true;
	if (kl_is_sysctl(file) && kernel_read(file, &value, 1, &pos) == 1)
		disabled = value != '0';
	filp_close(file, NULL);
	return disabled;
}

int kl_allowed(void)
{
	int err;

	if (!capable(CAP_SYS_MODULE))
		return -EPERM;
	if (ignore_policy)
		return 0;
	if (kl_disabled())
		return -EPERM;
	err = security_locked_down(LOCKDOWN_MODULE_SIGNATURE);
	if (err)
		return err;
#ifdef CONFIG_MODULE_SIG
	if (is_module_sig_enforced())
		return -EKEYREJECTED;
#endif
	return 0;
}
