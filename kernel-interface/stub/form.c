// SPDX-License-Identifier: GPL-2.0-only
/*
 * COMMIT, steps 7 to 9: the module is complete, everybody is told, its
 * parameters are set (complete_formation(), prepare_coming_module() and
 * parse_args() in load_module(), kernel/module/main.c, v6.1).
 */
#include <linux/bug.h>
#include <linux/kstrtox.h>
#include <linux/livepatch.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include "commit.h"

/* ---- step 7 ---- */

static int kl_exports_unique(struct module *mod)
{
	const struct kernel_symbol *sym;
	unsigned int i;

	for (i = 0; (sym = kl_export(mod, i)); i++) {
		struct find_symbol_arg fsa = { .name = kl_symbol_name(sym), .gplok = true };

		if (find_symbol(&fsa)) {
			pr_err("kolink: %s: exports duplicate symbol %s (owned by %s)\n",
			       mod->name, fsa.name, fsa.owner ? fsa.owner->name : "kernel");
			return -ENOEXEC;
		}
	}
	return 0;
}

int kl_form(struct kl_commit_work *work)
{
	struct module *mod = work->mod;
	int err;

	mutex_lock(kl_kernel.module_mutex);
	err = kl_exports_unique(mod);
	if (!err)
		err = kl_fault(KL_STEP_EXPORTS);
	if (err)
		goto out;
	module_bug_finalize(work->blob.hdr, work->blob.shdr, mod);
	err = kl_fault(KL_STEP_BUGS);
	if (!err)
		err = kl_protect(mod);
	if (!err)
		err = kl_fault(KL_STEP_PROTECTED);
	if (err)
		module_bug_cleanup(mod);
	else
		mod->state = MODULE_STATE_COMING;
out:
	mutex_unlock(kl_kernel.module_mutex);
	return err;
}

void kl_unform(struct module *mod)
{
	mod->state = MODULE_STATE_GOING;
	mutex_lock(kl_kernel.module_mutex);
	module_bug_cleanup(mod);
	mutex_unlock(kl_kernel.module_mutex);
}

/* ---- step 8 ---- */

int kl_announce(struct module *mod)
{
	int err;

	ftrace_module_enable(mod);
	err = klp_module_coming(mod);
	if (err)
		return err;
	err = kl_fault(KL_STEP_LIVEPATCH);
	if (err)
		goto out;
	err = blocking_notifier_call_chain_robust(kl_kernel.notifiers, MODULE_STATE_COMING,
						  MODULE_STATE_GOING, mod);
	err = notifier_to_errno(err);
	if (!err)
		return 0;
out:
	klp_module_going(mod);
	return err;
}

void kl_renounce(struct module *mod)
{
	mod->state = MODULE_STATE_GOING;
	module_destroy_params(mod->kp, mod->num_kp);
	blocking_notifier_call_chain(kl_kernel.notifiers, MODULE_STATE_GOING, mod);
	klp_module_going(mod);
}

/* ---- step 9 ---- */

static int kl_unknown_parameter(char *param, char *val, const char *name, void *arg)
{
	struct module *mod = arg;

	if (!strcmp(param, "async_probe")) {
		if (kstrtobool(val, &mod->async_probe_requested))
			mod->async_probe_requested = true;
		return 0;
	}
	if (ddebug_dyndbg_module_param_cb(param, val, name))
		pr_warn("kolink: %s: unknown parameter '%s' ignored\n", name, param);
	return 0;
}

int kl_parse(struct module *mod, char *args)
{
	char *rest;

	rest = parse_args(mod->name, args, mod->kp, mod->num_kp, -32768, 32767, mod,
			  kl_unknown_parameter);
	if (IS_ERR(rest))
		return PTR_ERR(rest);
	if (rest)
		pr_warn("kolink: %s: parameters '%s' after `--' ignored\n", mod->name, rest);
	return 0;
}
