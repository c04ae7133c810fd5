/** How sites say that they close, and where their content goes. */
const ENDS = "关停|关闭|停止(?:运行|服务|更新|使用|访问)|停用|下线|迁移|整合|并入|归并|不再(?:更新|使用|维护)";
const SELF = "网站|本站|本网|平台|门户|域名|网址";

export const CLOSING = new RegExp(
  `(?:${SELF}).{0,24}(?:${ENDS})|(?:${ENDS}).{0,12}(?:${SELF})|新(?:网站|域名|网址|平台)`,
);
/** Some words of where to go from here. */
export const ELSEWHERE =
  /(?:迁移|迁入|迁往|整合|归并|并入|转移|合并|调整).{0,12}(?:至|到|入|往)|请.{0,12}(?:访问|登录|登陆|前往|移步|浏览|查阅|关注)|新(?:网站|域名|网址|站点|平台)|https?:\/\/|[a-z0-9-]+\.gov\.cn|\.政务/i;
