/* SPDX-License-Identifier: Apache-2.0 */
/* The few names of the kernel that its relocation loops use, as far as user space needs them. */
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
typedef u32 __le32;

struct module {
	char name[56];
	unsigned failed;
};

#define DEBUGP(...) do { } while (0)
#define pr_err(...) do { } while (0)
#define pr_notice(...) do { } while (0)
#define BIT(n) (1UL << (n))
#define BUG() __builtin_trap()
#define U16_MAX UINT16_MAX
#define S16_MIN INT16_MIN
#define S16_MAX INT16_MAX
#define U32_MAX UINT32_MAX
#define S32_MIN INT32_MIN
#define S32_MAX INT32_MAX
#define SZ_2M 0x200000
/* In the kernel these are in a file of their own. */
#define __kprobes __attribute__((__noinline__))
#define le32_to_cpu(x) (x)
#define cpu_to_le32(x) (x)
#define fallthrough __attribute__((__fallthrough__))
#define unlikely(x) __builtin_expect(!!(x), 0)
#define IS_ENABLED(option) 0

#ifdef ARM64
#undef R_AARCH64_NONE
#define R_ARM_NONE 0
#define R_AARCH64_NONE 256
#define AARCH64_BREAK_FAULT 0xd4202000
#define ADR_IMM_HILOSPLIT 2
#define ADR_IMM_SIZE 0x200000
#define ADR_IMM_LOMASK ((1 << ADR_IMM_HILOSPLIT) - 1)
#define ADR_IMM_HIMASK ((ADR_IMM_SIZE >> ADR_IMM_HILOSPLIT) - 1)
#define ADR_IMM_LOSHIFT 29
#define ADR_IMM_HISHIFT 5
#define is_forbidden_offset_for_adrp(place) false
#define module_emit_plt_entry(mod, sechdrs, loc, rel, sym) 0
#define module_emit_veneer_for_adrp(mod, sechdrs, place, val) 0
#define aarch64_insn_gen_branch_imm(from, to, type) 0
#define AARCH64_INSN_BRANCH_NOLINK 0
#endif
