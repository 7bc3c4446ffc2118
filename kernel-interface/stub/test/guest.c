// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process 1 of a guest that tries the stub: reads /script, a command per line,
 * and says what came of each. It judges nothing; the host compares.
 */
#include <dirent.h>
#include <linux/loop.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "commands.h"

static unsigned long base_count, base_bytes;	/* what the command "base" found */

static long load_stub(const char *path, const char *args, int hide, const char *wrong)
{
	struct file file;
	int err = read_file(path, &file);

	if (!err)
		err = prelink_stub(&file, hide, wrong);
	if (!err)
		err = syscall(SYS_init_module, file.bytes, file.size, args) ? -errno : 0;
	free(file.bytes);
	return err;
}

static void show(const char *path, const char *only)
{
	struct file file;
	char *line, *rest;

	if (read_file(path, &file)) {
		printf("kl: show %s: absent\n", path);
		return;
	}
	rest = file.bytes;
	while ((line = strsep(&rest, "\n")))
		if (*line && (!only || strstr(line, only)))
			printf("kl: show %s: %s\n", path, line);
	free(file.bytes);
}

static void list(void)
{
	static char reply[65536];
	struct kl_status *status = (void *)reply;
	struct kl_list_r *r = (void *)(status + 1);
	struct kl_hello_r hello_reply;
	uint64_t first = 0;
	unsigned int i;

	if (open_device() || hello(&hello_reply) ||
	    ask(KL_LIST, &first, sizeof(first), reply, sizeof(reply))) {
		printf("kl: list: failed\n");
		close_device();
		return;
	}
	printf("kl: list: %u\n", (unsigned int)status->ret);
	for (i = 0; i < status->ret; i++)
		printf("kl: list: %s %llu bytes, state %u\n", r[i].name,
		       (unsigned long long)r[i].size, r[i].state);
	close_device();
}

static void say_hello(void)
{
	struct kl_hello_r r;
	int64_t err = open_device();

	if (!err)
		err = hello(&r);
	if (err) {
		printf("kl: hello: %lld\n", (long long)err);
	} else {
		printf("kl: hello: %u.%u caps %u module %u init %u exit %u release %s\n", r.major,
		       r.minor, r.caps, r.sizeof_module, r.off_init, r.off_exit, r.release);
	}
	close_device();
}

/* Lab mode: what a call returned, and whether the memory came back. */
static void lab(const char *path, const char *how)
{
	struct kl_status status = { 0 };
	struct kl_call call = { 0 };
	unsigned long count, bytes;
	uint64_t init = 0, exit_at = 0;
	struct module m;
	char *msg = NULL;
	unsigned int i;
	size_t len;
	int64_t err;

	settled_area(&count, &bytes);
	err = prepare(&m, path, "", &msg, &len);
	for (i = 1; !err && i < m.nsyms; i++) {
		const char *name = m.strings + m.syms[i].st_name;
		uint64_t at = m.syms[i].st_shndx && m.syms[i].st_shndx < m.hdr->e_shnum ?
			      m.shdr[m.syms[i].st_shndx].sh_addr + m.syms[i].st_value : 0;

		if (!strcmp(name, "init_module"))
			init = at;
		if (!strcmp(name, "cleanup_module"))
			exit_at = at;
	}
	call.addr = init;
	printf("kl: lab: prepared %lld\n", (long long)err);
	printf("kl: lab: call unsealed %lld\n",
	       (long long)ask(KL_CALL, &call, sizeof(call), &status, sizeof(status)));
	printf("kl: lab: seal %lld\n",
	       (long long)ask(KL_SEAL, NULL, 0, &status, sizeof(status)));
	printf("kl: lab: write sealed %lld\n",
	       (long long)write_class(m.addr[KL_DATA], "12345678", 8));
	call.addr = m.addr[KL_DATA];
	printf("kl: lab: call data %lld\n",
	       (long long)ask(KL_CALL, &call, sizeof(call), &status, sizeof(status)));
	call.addr = init;
	for (i = 0; i < 2; i++) {
		err = ask(KL_CALL, &call, sizeof(call), &status, sizeof(status));
		printf("kl: lab: call %lld returned %lld\n", (long long)err,
		       (long long)status.ret);
	}
	printf("kl: lab: onclose data %lld\n",
	       (long long)ask(KL_ONCLOSE, &m.addr[KL_DATA], 8, &status, sizeof(status)));
	if (strcmp(how, "plain"))
		printf("kl: lab: onclose %lld\n",
		       (long long)ask(KL_ONCLOSE, &exit_at, 8, &status, sizeof(status)));
	if (!strcmp(how, "detach")) {
		struct kl_hello_r hello_reply;
		char name[KL_NAME_LEN] = { 0 };

		printf("kl: lab: detach %lld\n",
		       (long long)ask(KL_DETACH, NULL, 0, &status, sizeof(status)));
		close_device();
		list();
		printf("kl: lab: rmmod stub %ld\n", rmmod("kolink"));
		open_device();
		hello(&hello_reply);
		printf("kl: lab: attach other %lld\n",
		       (long long)ask(KL_ATTACH, name, sizeof(name), &status, sizeof(status)));
		snprintf(name, sizeof(name), "%s", m.name);
		printf("kl: lab: attach %lld\n",
		       (long long)ask(KL_ATTACH, name, sizeof(name), &status, sizeof(status)));
	}
	close_device();
	free(msg);
	module_free(&m);
	printf("kl: lab %s: %s\n", how, is_back(count, bytes) ? "memory back" : "MEMORY LOST");
}

static void load_all(const char *dir, int stock)
{
	struct dirent **entry;
	int n = scandir(dir, &entry, NULL, alphasort), i;

	for (i = 0; i < n; i++) {
		char path[512];
		long long err;

		if (!strstr(entry[i]->d_name, ".ko"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry[i]->d_name);
		err = stock ? insmod(path, "") : load(path, "");
		printf("kl: all %s: %lld\n", entry[i]->d_name, err);
	}
}

/* Removes what can be removed, until nothing more can. */
static void remove_all(void)
{
	int removed = 0, again;
	char name[64];

	do {
		struct file file;
		char *line, *rest;

		again = 0;
		read_file("/proc/modules", &file);
		rest = file.bytes;
		while ((line = strsep(&rest, "\n"))) {
			if (sscanf(line, "%63s", name) != 1 || !strcmp(name, "kolink"))
				continue;
			if (!rmmod(name)) {
				printf("kl: gone %s\n", name);
				removed++;
				again = 1;
			}
		}
		free(file.bytes);
	} while (again);
	printf("kl: removed: %d\n", removed);
}

/* Lines of the kernel's log that hold a word, without the time. */
static void show_log(const char *word)
{
	size_t room = 1 << 22;
	char *text = malloc(room), *line, *rest = text;
	int n = klogctl(3, text, room - 1);

	text[n < 0 ? 0 : n] = 0;
	while ((line = strsep(&rest, "\n"))) {
		char *said = *line == '<' ? strchr(line, '>') + 1 : line;

		if (*said == '[' && strchr(said, ']'))
			said = strchr(said, ']') + 2;
		if (strstr(said, word))
			printf("kl: log: %s\n", said);
	}
	free(text);
}

/* What the kernel complained of. */
static void complaints(void)
{
	static const char *const words[] = {
		"WARNING:", "BUG:", "Oops", "general protection", "Unable to handle", "refcount",
		"list_add corruption", "list_del corruption", "cannot create duplicate",
		"scheduling while atomic", "rcu_sched", "hung", "Bad page",
	};
	size_t room = 1 << 22;
	char *text = malloc(room), *line, *rest = text;
	int n = klogctl(3, text, room - 1), count = 0;
	unsigned int i;

	text[n < 0 ? 0 : n] = 0;
	while ((line = strsep(&rest, "\n")))
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strstr(line, words[i])) {
				printf("kl: complaint: %s\n", line);
				count++;
				break;
			}
	printf("kl: complaints: %d\n", count);
	free(text);
}

static void run(char *line)
{
	char *word[5] = { 0 };
	char *rest = line;
	int n = 0;
	unsigned long count, bytes;
	/* Arguments of a module are the rest of the line. */
	int most = !strncmp(line, "load ", 5) || !strncmp(line, "insmod ", 7) ? 2 : 4;

	if (!strncmp(line, "kolink ", 7)) {
		kolink(line + 7);
		return;
	}
	if (!strncmp(line, "autoloadd ", 10)) {
		autoloadd(line + 10);
		return;
	}

	while (n < most && (word[n] = strsep(&rest, " ")))
		n++;
	if (n == most && rest)
		word[n++] = rest;
#define IS(name, words) (!strcmp(word[0], name) && n >= 1 + (words))
	if (IS("echo", 1))
		printf("kl: %s\n", word[1]);
	else if (IS("stub", 1))
		printf("kl: stub: %ld\n", load_stub(word[1], n > 2 ? word[2] : "", 0, NULL));
	else if (IS("hidden-stub", 1))
		printf("kl: stub: %ld\n", load_stub(word[1], n > 2 ? word[2] : "", 1, NULL));
	else if (IS("wrong-stub", 2))
		printf("kl: stub with wrong %s: %ld\n", word[2],
		       load_stub(word[1], "", 0, word[2]));
	else if (IS("load", 1))
		printf("kl: load %s: %lld\n", word[1],
		       (long long)load(word[1], n > 2 ? word[2] : ""));
	else if (IS("insmod", 1))
		printf("kl: insmod %s: %ld\n", word[1], insmod(word[1], n > 2 ? word[2] : ""));
	else if (IS("rmmod", 1))
		printf("kl: rmmod %s: %ld\n", word[1], rmmod(word[1]));
	else if (IS("show", 1))
		show(word[1], word[2]);
	else if (IS("write", 2))
		printf("kl: write %s: %d\n", word[1], write_text(word[1], word[2]));
	else if (IS("area", 0)) {
		settled_area(&count, &bytes);
		printf("kl: area: %lu areas, %lu bytes\n", count, bytes);
	} else if (IS("base", 0)) {
		settled_area(&base_count, &base_bytes);
	} else if (IS("same", 0)) {
		printf("kl: same: %s\n", is_back(base_count, base_bytes) ?
		       "memory back" : "MEMORY LOST");
	} else if (IS("faults", 1))
		faults(word[1]);
	else if (IS("kill", 2))
		kill_at(word[1], word[2]);
	else if (IS("killrandom", 2))
		kill_random(atoi(word[1]), word[2]);
	else if (IS("killsteps", 2))
		kill_steps(atoi(word[1]), word[2]);
	else if (IS("cost", 2))
		cost(word[1], word[2]);
	else if (IS("copies", 3))
		copies(word[1], atoi(word[2]), word[3]);
	else if (IS("race", 2))
		race(atoi(word[1]), word[2]);
	else if (IS("refusals", 1))
		refusals(word[1]);
	else if (IS("fuzz", 3))
		fuzz(atoi(word[1]), atoi(word[2]), word[3]);
	else if (IS("list", 0))
		list();
	else if (IS("hello", 0))
		say_hello();
	else if (IS("loadall", 1))
		load_all(word[1], 0);
	else if (IS("insmodall", 1))
		load_all(word[1], 1);
	else if (IS("use", 2))
		use(word[1], word[2]);
	else if (IS("kolinkall", 1))
		kolink_all(word[1]);
	else if (IS("ask", 1))
		ask_kernel(word[1]);
	else if (IS("end-autoloadd", 0))
		end_autoloadd();
	else if (IS("relay", 1))
		relay(word[1]);
	else if (IS("vsock", 0))
		use_vsock();
	else if (IS("hash", 2))
		use_hash(word[1], word[2]);
	else if (IS("unprivileged", 0))
		unprivileged();
	else if (IS("lab", 2))
		lab(word[1], word[2]);
	else if (IS("log", 1))
		show_log(word[1]);
	else if (IS("complaints", 0))
		complaints();
	else if (IS("removeall", 0))
		remove_all();
	else if (IS("mount", 3))
		printf("kl: mount %s: %d\n", word[3],
		       mount(word[1], word[2], word[3], 0, NULL) ? -errno : 0);
	else if (IS("umount", 1))
		printf("kl: umount %s: %d\n", word[1], umount(word[1]) ? -errno : 0);
	else
		printf("kl: unknown command %s\n", word[0]);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct file script;
	char *line, *rest;

	if (strstr(argv[0], "kolink-helper"))
		return helper(argc, argv);
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/mnt", 0755);
	mkdir("/tmp", 01777);
	mkdir("/run", 0755);
	mount("none", "/dev", "devtmpfs", 0, NULL);
	mount("none", "/proc", "proc", 0, NULL);
	mount("none", "/sys", "sysfs", 0, NULL);
	/* The console of process 1 was opened before /dev was there on some. */
	if (fcntl(1, F_GETFD) < 0) {
		open("/dev/console", O_RDWR);
		dup(0);
		dup(0);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	write_text("/proc/sys/kernel/kptr_restrict", "1");
	printf("kl: booted\n");
	if (!read_file("/script", &script)) {
		rest = script.bytes;
		while ((line = strsep(&rest, "\n")))
			if (*line && *line != '#')
				run(line);
	}
	printf("kl: done\n");
	fflush(stdout);
	sync();
	reboot(RB_POWER_OFF);
	return 0;
}
